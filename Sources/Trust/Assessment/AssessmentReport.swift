public import Model

/// The six answers for a device, per role, with the verdict and everything that a reader must know beside it.
public struct AssessmentReport: Hashable, Sendable, Codable {
    public var device: String
    public var root: Root
    /// The roles that this kind of root can fill.
    public var roles: [Root.Role]
    public var answers: [Answer]
    public var verdict: Verdict
    /// Why the verdict is what it is.
    public var reason: String
    public var wouldChange: [String]

    /// What a hardware root of trust does not promise. Every report prints it.
    public static let nonGuarantees = [
        "that the firmware is free of bugs",
        "protection while the system runs",
        "safety of the supply chain once the signing key is lost",
        "confidentiality by itself",
        "a device that cannot be hacked",
    ]
}
