public import Foundation

/// A device, as `GET /v1/devices` (an array) and `GET /v1/devices/{idOrName}` answer it. Times are RFC 3339.
public struct DeviceMessage: Codable, Sendable {
    public var id: String
    public var name: String
    /// `enrolled` or `retired`.
    public var state: String
    /// `psa`; nil for a TPM. What is said of endorsement and attestation keys is then said of the instance's key: it is both.
    public var root: RootName?
    public var manufacturer: String
    public var model: String
    public var firmwareVersion: UInt64
    public var simulated: Bool
    /// Hexadecimal SHA-256 of the endorsement key's SubjectPublicKeyInfo.
    public var endorsementKey: String
    /// DER
    public var endorsementCertificate: Data
    /// Hexadecimal Name; for a PSA root its instance id.
    public var attestationKeyName: String
    /// DER
    public var attestationCertificate: Data
    /// Of the last accepted quote; nil before the first.
    public var clock: DeviceClockMessage?
    public var enrolledAt: Date

    public init(
        id: String,
        name: String,
        state: String,
        manufacturer: String,
        model: String,
        firmwareVersion: UInt64,
        simulated: Bool,
        endorsementKey: String,
        endorsementCertificate: Data,
        attestationKeyName: String,
        attestationCertificate: Data,
        clock: DeviceClockMessage?,
        enrolledAt: Date,
        root: RootName? = nil
    ) {
        self.id = id
        self.name = name
        self.state = state
        self.manufacturer = manufacturer
        self.model = model
        self.firmwareVersion = firmwareVersion
        self.simulated = simulated
        self.endorsementKey = endorsementKey
        self.endorsementCertificate = endorsementCertificate
        self.attestationKeyName = attestationKeyName
        self.attestationCertificate = attestationCertificate
        self.clock = clock
        self.enrolledAt = enrolledAt
        self.root = root
    }
}

/// The clock of the last accepted quote. Of a PSA root, which has none, the service's own in its place.
public struct DeviceClockMessage: Codable, Sendable {
    /// Milliseconds.
    public var clock: UInt64
    public var resetCount: UInt32
    public var restartCount: UInt32

    public init(clock: UInt64, resetCount: UInt32, restartCount: UInt32) {
        self.clock = clock
        self.resetCount = resetCount
        self.restartCount = restartCount
    }
}

/// `GET /v1/devices/{idOrName}/attestation` — the last appraisal, good or bad.
public struct OutcomeMessage: Codable, Sendable {
    public var device: String
    public var affirming: Bool
    /// EAR, JWT.
    public var result: String
    /// Whether its quote verified: then there is a ``BootMessage``, and reference values can be learned from it.
    public var learnable: Bool
    public var at: Date

    public init(device: String, affirming: Bool, result: String, learnable: Bool, at: Date) {
        self.device = device
        self.affirming = affirming
        self.result = result
        self.learnable = learnable
        self.at = at
    }
}
