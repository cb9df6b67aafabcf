import Model

/// One thing that a product needs against an attacker, and how an assessment shows it.
public struct Demand: Sendable {
    /// Stable: "F.refuses-unsigned".
    public var id: String
    /// From which attacker on.
    public var attacker: AttackerModel
    /// What must hold, as a sentence.
    public var sentence: String
    /// The command that would show it.
    public var fill: String
    /// What shows it.
    var basis: Basis

    enum Basis: Sendable {
        /// Every one of these rules, in every role that asks it.
        case rules([String])
        /// Every one of these items, in every role that asks it.
        case items([Item])
        /// A countermeasure that is on and measured.
        case detector
        /// A countermeasure of this name that is on, and documented with a reference at the least.
        case evaluated(String)
        /// No published break that concerns the unit.
        case noKnownBreak
    }
}

extension Demand {
    /// What `bedplate assess answer` calls the two countermeasures that no reading of a chip shows: an evaluation does.
    public static let tamperPackaging = "tamper-packaging"
    public static let sideChannels = "side-channel-resistance"

    /// The one table, weakest attacker first.
    public static let all: [Demand] = [
        Demand(
            id: "F.enforced",
            attacker: .software,
            sentence: "Verification is switched on.",
            fill: "bedplate assess read: the part's fuses",
            basis: .rules(["Q3.enforced"])
        ),
        Demand(
            id: "F.refuses",
            attacker: .software,
            sentence: "Images that are unsigned, tampered with, or signed by another key are refused.",
            fill: "offer the unit such images, and record what it does",
            basis: .rules(["Q5.unsigned", "Q5.tampered", "Q5.wrong-key"])
        ),
        Demand(
            id: "F.own-key",
            attacker: .software,
            sentence: "The key is none that everybody has, and no unit shares a secret with another.",
            fill: "bedplate assess fleet, with two units or more",
            basis: .items([.sharedKeys])
        ),
        Demand(
            id: "F.rooted",
            attacker: .board,
            sentence: "The root key and its secrets are in silicon, unchangeable and unreadable.",
            fill: "bedplate assess read: the part's fuses",
            basis: .items([.rootKey, .readability, .immutability])
        ),
        Demand(
            id: "F.path",
            attacker: .board,
            sentence: "The first code cannot be replaced, and every way past it is refused.",
            fill: "bedplate assess read, and the four trials of Q5",
            basis: .items([.firstCode, .failure, .executionPath])
        ),
        Demand(
            id: "F.production",
            attacker: .board,
            sentence: "The unit is in its production state.",
            fill: "bedplate assess read: the part's lifecycle",
            basis: .items([.provisioning])
        ),
        Demand(
            id: "F.debug",
            attacker: .board,
            sentence: "Debug is closed for good.",
            fill: "bedplate assess read: the part's debug fuses",
            basis: .items([.debug, .readProtection])
        ),
        Demand(
            id: "F.element",
            attacker: .board,
            sentence: "A key store is hardware, and its maker vouches for it.",
            fill: "bedplate verify ek, or the element's device certificate",
            basis: .items([.softwareKeyStore, .supplyChain])
        ),
        Demand(
            id: "F.faults",
            attacker: .laboratory,
            sentence: "Detectors of injected faults are on.",
            fill: "bedplate assess read: the part's fuses (glitch detector)",
            basis: .detector
        ),
        Demand(
            id: "F.side-channels",
            attacker: .laboratory,
            sentence: "The cryptography resists side channels: an evaluation of this part says so.",
            fill: "bedplate assess answer: hardening '\(sideChannels)', with the certificate's number",
            basis: .evaluated(sideChannels)
        ),
        Demand(
            id: "F.packaging",
            attacker: .laboratory,
            sentence: "The package resists tampering: an evaluation of this part says so.",
            fill: "bedplate assess answer: hardening '\(tamperPackaging)', with the certificate's number",
            basis: .evaluated(tamperPackaging)
        ),
        Demand(
            id: "F.no-known-break",
            attacker: .laboratory,
            sentence: "No published break concerns the part and its revision.",
            fill: "bedplate assess explain: which revision has it no more",
            basis: .noKnownBreak
        ),
    ]
}
