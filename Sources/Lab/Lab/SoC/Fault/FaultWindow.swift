/// A stretch of the boot, with a snapshot at its beginning: faults in it are made from there.
public enum FaultWindow: String, CaseIterable, Codable, Sendable {
    /// From reset to the end of the self-test.
    case start
    /// Lifecycle, fuses, slots, loading.
    case policy
    /// From the loaded image until r was computed from its signature, or until it was refused.
    case verify
    /// What comes after that.
    case decide

    /// What the symbol contains at which it begins; nil for the reset, and for what begins where ``recovery`` returns to.
    var beginning: String? {
        switch self {
        case .start, .decide: nil
        case .policy: "14LifecycleStateO4read"
        case .verify: "12VerificationO5start"
        }
    }

    /// `P256.recover`.
    static let recovery = "4P256O7recover"
    /// `ConsoleConversation.receive`: no image is left, and the ROM waits for one over its console.
    static let end = "19ConsoleConversationV7receive"
}
