public import struct Foundation.Date

/// A device whose attestation key was proven to live in its TPM.
public struct Device: Hashable, Sendable, Codable {
    public enum State: String, Sendable, Codable {
        case enrolled
        /// Attests no more and receives nothing. Its keys stay taken.
        case retired
    }

    public var id: String
    public var name: String
    public var state: State
    public var root: Root
    /// Hexadecimal SHA-256 of the endorsement key's SubjectPublicKeyInfo: unique over all tenants.
    public var endorsementKey: String
    /// The EK certificate as read from the TPM, DER.
    public var endorsementCertificate: [UInt8]
    /// Hexadecimal Name of the attestation key (Part 1, 16): unique over all tenants.
    public var attestationKeyName: String
    /// TPMT_PUBLIC of the attestation key.
    public var attestationKey: [UInt8]
    /// The attestation key's certificate from the tenant's CA, DER.
    public var attestationCertificate: [UInt8]
    /// The clock of the last accepted quote; nil before the first.
    public var clock: DeviceClock?
    public var enrolledAt: Date

    public init(
        id: String,
        name: String,
        state: State,
        root: Root,
        endorsementKey: String,
        endorsementCertificate: [UInt8],
        attestationKeyName: String,
        attestationKey: [UInt8],
        attestationCertificate: [UInt8],
        clock: DeviceClock?,
        enrolledAt: Date
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.root = root
        self.endorsementKey = endorsementKey
        self.endorsementCertificate = endorsementCertificate
        self.attestationKeyName = attestationKeyName
        self.attestationKey = attestationKey
        self.attestationCertificate = attestationCertificate
        self.clock = clock
        self.enrolledAt = enrolledAt
    }
}
