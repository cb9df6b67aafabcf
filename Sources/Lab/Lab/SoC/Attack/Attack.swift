/// An attack on the reference device: what is tried, what must happen, and which defence sees to it.
///
/// It runs twice: on the device that ships, which must withstand it, and on one without that one defence, where it must
/// succeed; else it proves nothing.
public struct Attack: Sendable {
    /// Extend only: records name it.
    public let id: String
    public let attacker: Attacker
    /// What is tried.
    public let attempt: String
    /// What must happen.
    public let expectation: String
    let mutant: AttackMutant
    let run: @Sendable (AttackBench) throws -> Observation

    /// What was seen from outside the device.
    struct Observation: Sendable {
        /// Whether the attacker has what he wanted.
        var succeeded: Bool
        var seen: String

        init(_ succeeded: Bool, _ seen: String) {
            self.succeeded = succeeded
            self.seen = seen
        }
    }

    init(
        _ id: String,
        by attacker: Attacker,
        _ attempt: String,
        must expectation: String,
        without mutant: AttackMutant,
        _ run: @escaping @Sendable (AttackBench) throws -> Observation
    ) {
        self.id = id
        self.attacker = attacker
        self.attempt = attempt
        self.expectation = expectation
        self.mutant = mutant
        self.run = run
    }

    /// The defence that withstands it, as the mutant without it is called.
    public var defence: String { mutant.name }
}
