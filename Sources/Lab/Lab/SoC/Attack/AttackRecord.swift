public import Foundation

/// What a campaign of attacks showed: evidence of what was tested, for whoever was not there. Keys are never given another
/// meaning; what is new gets a new one, or another version.
public struct AttackRecord: Codable, Sendable {
    /// Of this form.
    public var version = 1
    public var kind = "bedplate-attack"
    /// Always: the device is an emulation.
    public var simulated = true
    public var time: Date
    /// Of whoever ran it.
    public var tool: String
    public var emulator: String
    /// Of the octets that were attacked, SHA-256 in hexadecimal.
    public var rom: String
    public var secureFirmware: String
    public var probe: String
    public var subsystem: String
    /// Of the program that lacks defences.
    public var mutantSubsystem: String
    /// Whether the catalogue is here, and not a part of it.
    public var isWhole: Bool
    public var attacks: [Entry]
    public var notDefended: [AttackLimit]

    /// How one attack went.
    public struct Entry: Codable, Sendable {
        public var id: String
        public var attacker: Attacker
        public var attempt: String
        public var expectation: String
        /// What the mutant lacks.
        public var defence: String
        public var outcome: Outcome
        /// What was seen of the device that ships, and of the mutant.
        public var device: Sight
        public var mutant: Sight

        package init(
            id: String,
            attacker: Attacker,
            attempt: String,
            expectation: String,
            defence: String,
            outcome: Outcome,
            device: Sight,
            mutant: Sight
        ) {
            (self.id, self.attacker, self.attempt, self.expectation) = (id, attacker, attempt, expectation)
            (self.defence, self.outcome, self.device, self.mutant) = (defence, outcome, device, mutant)
        }
    }

    public enum Outcome: String, Codable, Sendable {
        /// The device withstood it, and the mutant did not.
        case withstood
        /// The device did not withstand it.
        case succeeded
        /// The mutant withstood it too: it is not shown that it is an attack.
        case provesNothing = "proves-nothing"
        /// It could not be tried.
        case failed
    }

    public struct Sight: Codable, Sendable {
        /// Nil where it could not be tried.
        public var succeeded: Bool?
        public var seen: String
        /// SHA-256 of the consoles and of what the block wrote, as raw octets.
        public var evidence: String
        /// ROM that ran: SHA-256 of its octets.
        public var rom: String
        /// Milliseconds.
        public var time: Int

        package init(succeeded: Bool?, seen: String, evidence: String, rom: String, time: Int) {
            (self.succeeded, self.seen, self.evidence) = (succeeded, seen, evidence)
            (self.rom, self.time) = (rom, time)
        }
    }

    package init(
        time: Date,
        tool: String,
        emulator: String,
        rom: String,
        secureFirmware: String,
        probe: String,
        subsystem: String,
        mutantSubsystem: String,
        isWhole: Bool,
        attacks: [Entry],
        notDefended: [AttackLimit]
    ) {
        (self.time, self.tool, self.emulator) = (time, tool, emulator)
        (self.rom, self.secureFirmware, self.probe) = (rom, secureFirmware, probe)
        (self.subsystem, self.mutantSubsystem) = (subsystem, mutantSubsystem)
        (self.isWhole, self.attacks, self.notDefended) = (isWhole, attacks, notDefended)
    }

    public var isWithstood: Bool { !attacks.isEmpty && attacks.allSatisfy { $0.outcome == .withstood } }
}
