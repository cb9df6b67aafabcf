internal import Wire

/// The name of an image in a firmware image package: 16 octets, compared as they stand.
///
/// The octets of `uuid_t` in the order of the file (TF-A, include/tools_share/uuid.h): no field is swapped.
public struct ImageUUID: Hashable, Sendable {
    /// 16 octets.
    public let octets: [UInt8]

    /// Nil unless there are 16 octets.
    public init?(octets: [UInt8]) {
        guard octets.count == Self.size else { return nil }
        self.octets = octets
    }

    /// From `5FF9EC0B-4D22-3E4D-A544-C39D81C73F0A`, in either case; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let octets = UUIDText.decode(text) else { return nil }
        self.octets = octets
    }

    /// From a number of 128 bits, as the tables of this module write it.
    init(_ high: UInt64, _ low: UInt64) {
        octets = [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> UInt64(56 - 8 * $0)) } }
    }

    static let size = 16

    /// Ends a table of contents; no image has it.
    public static let null = ImageUUID(0, 0)
}

extension ImageUUID: CustomStringConvertible {
    /// The name that fiptool's options use, such as `tb-fw`; the octets in groups when the UUID is not known here.
    public var description: String { known?.name ?? text }

    /// `5FF9EC0B-4D22-3E4D-A544-C39D81C73F0A`
    public var text: String { UUIDText.encode(octets)?.uppercased() ?? "" }
}
