internal import Crypto
internal import Wire

/// A transport key that everybody has: an element that still takes it lets anybody on its bus speak as the host.
public struct PublishedTransportKey: Hashable, Sendable {
    /// The part whose key it is before it is rotated, as the source names it.
    public var element: String
    /// ENC, MAC or DEK of SCP03.
    public var use: String
    /// Hexadecimal SHA-256 of the key's octets: keys are compared without being handled.
    public var sha256: String
    public var source: String

    init(element: String, use: String, sha256: String, source: String) {
        self.element = element
        self.use = use
        self.sha256 = sha256
        self.source = source
    }

    /// What a caller who has the key itself compares by: keep this, not the key.
    public static func digest(of key: [UInt8]) -> String { Hexadecimal.encode(SHA256.hash(data: key)) }

    /// Those that are this key; several where parts share one.
    ///
    /// - Parameter sha256: hexadecimal.
    public static func matching(_ sha256: String) -> [PublishedTransportKey] { bySHA256[sha256.lowercased()] ?? [] }
}
