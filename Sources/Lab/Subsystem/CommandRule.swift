internal import SoC

/// When a command is obeyed: the table that the comments of ``MailboxCommand`` describe. What depends on more than layer
/// and lifecycle is decided where the command is.
struct CommandRule {
    let layers: ClosedRange<UInt32>
    let lifecycles: [Lifecycle]

    init(_ layers: ClosedRange<UInt32>, _ lifecycles: [Lifecycle]) {
        self.layers = layers
        self.lifecycles = lifecycles
    }

    static let station: [Lifecycle] = [.blank, .provisioning]
    /// Where the device has its secrets, and software runs.
    static let withSecrets: [Lifecycle] = [.provisioning, .secured]
    static let living: [Lifecycle] = [.blank, .provisioning, .secured, .returned]
}

extension MailboxCommand {
    /// Nil: always.
    var rule: CommandRule? {
        switch self {
        case .status, .readFuse, .random, .report: nil
        case .burnFuse, .lockFuse: CommandRule(0...0, CommandRule.station)
        case .makeSecret: CommandRule(0...0, [.blank])
        case .moveOn: CommandRule(0...0, CommandRule.living)
        case .nextSlot: CommandRule(0...0, [.provisioning, .secured, .returned])
        case .readSlot: CommandRule(0...1, CommandRule.living)
        case .eraseSlot, .writeSlot, .finishSlot: CommandRule(0...2, CommandRule.living)
        case .advance: CommandRule(0...1, [.provisioning, .secured, .returned])
        case .confirm, .derive, .attest, .sign, .seal, .unseal, .certificate, .open:
            CommandRule(1...2, CommandRule.withSecrets)
        case .returnChallenge, .returnResponse: CommandRule(0...0, [.secured])
        }
    }
}
