public import struct Foundation.Date

/// A manufacturer's certificate that the operator decided to trust for endorsement keys.
public struct Anchor: Hashable, Sendable, Codable {
    /// Hexadecimal SHA-256 of the certificate's original bytes: its identity.
    public var fingerprint: String
    /// The subject, for people.
    public var name: String
    /// The certificate as it was given, DER.
    public var certificate: [UInt8]
    /// Whether roots that chain to this anchor are emulations: the lab's own manufacturer.
    public var simulated: Bool
    public var addedAt: Date

    public init(fingerprint: String, name: String, certificate: [UInt8], simulated: Bool, addedAt: Date) {
        self.fingerprint = fingerprint
        self.name = name
        self.certificate = certificate
        self.simulated = simulated
        self.addedAt = addedAt
    }
}
