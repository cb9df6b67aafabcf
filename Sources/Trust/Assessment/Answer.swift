public import Model

/// The answer to one question about one device, and what it rests on.
public struct Answer: Hashable, Sendable, Codable {
    public enum Status: String, Sendable, Codable {
        /// Supported by proof, and nothing refutes it.
        case met
        /// A weaker state was measured.
        case gap
        /// Only documents, claims, simulations, or nothing at all.
        case unknown
        /// Proof refutes it.
        case refuted
    }

    public var question: Question
    public var status: Status
    /// The strongest class of the evidence that supports it.
    public var evidenceClass: EvidenceRecord.Class
    /// Whether what supports it comes from an emulation.
    public var simulated: Bool
    /// For a person.
    public var text: String
    /// Hexadecimal SHA-256 of the records that it rests on, as in the ledger's leaves.
    public var evidence: [String]
    /// What was not looked at, and how it could be.
    public var missing: [String]
}
