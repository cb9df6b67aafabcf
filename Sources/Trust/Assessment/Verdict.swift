/// What an assessment concludes about one role; the first rule that matches wins (rubric, 5).
public enum Verdict: String, Sendable, Codable {
    /// A hardware root is claimed, and proof refutes it.
    case softwareDressedAsHardware = "software root dressed as hardware"
    /// The part can, and this unit is not set up.
    case notEnabled = "not enabled"
    /// No proof for any question: documents, claims, simulations.
    case claimOnly = "claim only"
    /// Some proof, and something is a gap or unknown.
    case partial
    /// All met, and a published break matches the part.
    case genuineWithKnownBreak = "genuine, with a known break"
    case genuine
}
