public import struct Foundation.Date

/// The last appraisal of a device, good or bad.
public struct AttestationOutcome: Hashable, Sendable, Codable {
    public var device: String
    /// Whether the result affirms the device under the policy that was used.
    public var affirming: Bool
    /// The attestation result: EAR, JWT.
    public var result: String
    /// The evidence as it came, if its quote verified: reference values can be learned from it. Nil otherwise.
    public var evidence: [UInt8]?
    public var at: Date

    public init(device: String, affirming: Bool, result: String, evidence: [UInt8]?, at: Date) {
        self.device = device
        self.affirming = affirming
        self.result = result
        self.evidence = evidence
        self.at = at
    }
}
