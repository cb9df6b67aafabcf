import Assessment
import Model

/// Reads the unmodified output of one tool, and says what it means in the rubric's words.
///
/// A reader never guesses: what identifies the part comes first, what it cannot decode is left out (missing, never zero), and
/// a refused reading is an observation of its own.
public protocol EvidenceReader: Sendable {
    /// Stable: `espefuse-summary`.
    static var name: String { get }
    /// What makes such output, as a person types it.
    static var command: String { get }
    /// Whether the octets look like it: quick, and right only for what the reader then reads.
    static func recognises(_ octets: [UInt8]) -> Bool
    /// - Throws: ``BedplateError`` with code `malformed` and the place.
    static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading
}

/// What the person who read the unit adds.
public struct ReadingOptions: Sendable {
    /// Digests of the public keys that releases are signed with, as the part stores them.
    public var releaseKeys: [[UInt8]]
    /// Whether the source is an emulation, where the octets do not say so.
    public var isSimulated: Bool
    /// The part that was read, where the octets do not say it: a page of flash, registers by their addresses. Without it
    /// such an input means nothing.
    public var part: String?

    public init(releaseKeys: [[UInt8]] = [], isSimulated: Bool = false, part: String? = nil) {
        self.releaseKeys = releaseKeys
        self.isSimulated = isSimulated
        self.part = part
    }

    /// "yes" or "no" for a digest; nil where no key was given to compare with.
    func isReleased(_ digest: [UInt8]) -> String? {
        releaseKeys.isEmpty ? nil : releaseKeys.contains(digest) ? "yes" : "no"
    }
}
