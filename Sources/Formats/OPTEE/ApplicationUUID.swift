internal import Wire

/// The name of a trusted application: 16 octets in the order of their text (RFC 9562, 4).
public struct ApplicationUUID: Hashable, Sendable {
    /// 16 octets.
    public let octets: [UInt8]

    /// Nil unless there are 16 octets.
    public init?(octets: [UInt8]) {
        guard octets.count == 16 else { return nil }
        self.octets = octets
    }

    /// From `8aaaf200-2450-11e4-abe2-0002a5d5c51b`, in either case; nil for any other text.
    public init?(_ text: some StringProtocol) {
        guard let octets = UUIDText.decode(text) else { return nil }
        self.octets = octets
    }
}

extension ApplicationUUID: CustomStringConvertible {
    public var description: String { UUIDText.encode(octets) ?? "" }
}
