public import Model
internal import Wire

/// What a ledger's operator signs: how many entries there are and the root over them — C2SP tlog-checkpoint.
public struct Checkpoint: Hashable, Sendable {
    /// Names the ledger.
    public var origin: String
    /// Entries in the tree.
    public var size: UInt64
    public var root: TreeHash
    /// Lines after the root; not empty, opaque. Bedplate writes none.
    public var extensions: [String]

    public init(origin: String, size: UInt64, root: TreeHash, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Parses a note's text: origin, size, root and extensions, a line each, and every line ended.
    public init(parsing text: String) throws(BedplateError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= SignedNote.largest, bytes.last == 0x0A else {
            throw Self.malformed("does not end its line")
        }
        let lines = bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count >= 3 else { throw Self.malformed("has fewer than three lines") }
        for (number, line) in lines.enumerated() {
            guard !line.isEmpty, line.allSatisfy({ $0 >= 0x20 }) else {
                throw Self.malformed("has an empty line or a control character", line: number + 1)
            }
        }
        guard let size = Self.decimal(lines[1]) else {
            throw Self.malformed("has a size that is no plain decimal number", line: 2)
        }
        guard let bytes = Base64.decode(lines[2]), let root = TreeHash(bytes) else {
            throw Self.malformed("has a root that is not 32 octets in base64", line: 3)
        }
        self.init(
            origin: String(decoding: lines[0], as: UTF8.self),
            size: size,
            root: root,
            extensions: lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// The checkpoint in a note that `key` signed. Its origin must be the key's name: a key signs for one ledger.
    ///
    /// - Throws: ``BedplateError/Code/malformed``, or ``BedplateError/Code/notSigned`` when the key did not sign it.
    public static func open(_ note: String, signedBy key: NoteVerifierKey) throws(BedplateError) -> Checkpoint {
        let note = try SignedNote(parsing: note)
        guard note.isSigned(by: key) else {
            throw BedplateError(.notSigned, "the checkpoint is not signed by the pinned key of \(key.name)")
        }
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin.utf8.elementsEqual(key.name.utf8) else {
            throw BedplateError(.notSigned, "the checkpoint is of another ledger than \(key.name)")
        }
        return checkpoint
    }

    /// The note's text.
    public var text: String {
        ([origin, String(size), Base64.encode(root.bytes)] + extensions).map { $0 + "\n" }.joined()
    }

    /// ASCII digits without leading zeros, within 64 bits.
    private static func decimal(_ digits: ArraySlice<UInt8>) -> UInt64? {
        guard !digits.isEmpty, digits.count <= 20, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard digits.first != 0x30 || digits.count == 1 else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self))
    }

    private static func malformed(_ what: String, line: Int? = nil) -> BedplateError {
        BedplateError(.malformed, "the checkpoint \(what)", location: line.map { "line \($0)" })
    }
}

extension BedplateError.Code {
    /// The signature that is required is absent or does not verify.
    public static let notSigned = Self("not-signed")
}
