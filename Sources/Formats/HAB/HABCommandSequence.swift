/// The command sequence (CSF) that tells HAB what to verify with which key. Its signature covers these octets; the data
/// of its commands (keys, certificates, signatures) lie behind them.
public struct HABCommandSequence: Hashable, Sendable {
    public var version: UInt8
    public var commands: [HABCommand]

    public static let commandLimit = 64
    /// Octets of a sequence with the data of its commands that are looked at.
    public static let areaLimit = 0x1_0000

    public init(version: UInt8, commands: [HABCommand]) {
        self.version = version
        self.commands = commands
    }

    /// Octets of the commands with the header.
    public var count: Int { HABHeader.size + commands.reduce(0) { $0 + $1.octets.count } }

    public var octets: [UInt8] {
        HABHeader(tag: HABHeader.Tag.commandSequence.rawValue, count: count, parameter: version).octets
            + commands.flatMap(\.octets)
    }

    /// Where each command begins.
    public var places: [Int] {
        var place = HABHeader.size
        return commands.map { command in
            defer { place += command.octets.count }
            return place
        }
    }

    /// Reads the sequence with which the octets begin; other octets may follow.
    ///
    /// Checked here: the order of the commands. Install SRK, install CSF key (or none: fast authentication), and
    /// authenticate CSF come first and once; nothing that is not authenticated comes before. An image's key is installed
    /// before it is used, and into an empty slot.
    public init(_ octets: [UInt8]) throws(HABFault) {
        let header = try HABHeader(octets, at: 0, .commandSequence)
        let part = Array(octets.prefix(header.count))
        var commands: [HABCommand] = []
        var slots: Set<Int> = []
        var place = HABHeader.size
        while place < header.count {
            guard commands.count < Self.commandLimit else { throw HABFault(.length, at: place) }
            let (command, count) = try HABCommand.read(part, at: place)
            try Self.check(command, after: commands, &slots, at: place)
            commands.append(command)
            place += count
        }
        self.init(version: header.parameter, commands: commands)
        guard commands.contains(where: \.authenticatesCommands) else { throw HABFault(.order, at: place) }
    }

    private static func check(
        _ command: HABCommand,
        after commands: [HABCommand],
        _ slots: inout Set<Int>,
        at place: Int
    ) throws(HABFault) {
        let isAuthenticated = commands.contains(where: \.authenticatesCommands)
        switch command {
        case .installRootKey: guard commands.isEmpty else { throw HABFault(.order, at: place) }
        case .installCommandKey: guard commands.count == 1 else { throw HABFault(.order, at: place) }
        case .authenticateCommands:
            guard !commands.isEmpty, !isAuthenticated else { throw HABFault(.order, at: place) }
        case .installKey(let slot, _):
            guard isAuthenticated else { throw HABFault(.order, at: place) }
            // With fast authentication the SRK signs all by itself, and no certificates.
            guard commands.contains(where: \.installsCommandKey), slots.insert(slot).inserted else {
                throw HABFault(.keyIndex, at: place + 7)
            }
        case .authenticateData(let slot, _, _, _):
            guard isAuthenticated else { throw HABFault(.order, at: place) }
            let isFast = !commands.contains(where: \.installsCommandKey)
            guard isFast ? slot == 0 : slots.contains(slot) else { throw HABFault(.keyIndex, at: place + 4) }
        case .unlock, .setEngine: guard isAuthenticated else { throw HABFault(.order, at: place) }
        }
    }
}

extension HABCommand {
    fileprivate var authenticatesCommands: Bool { if case .authenticateCommands = self { true } else { false } }
    fileprivate var installsCommandKey: Bool { if case .installCommandKey = self { true } else { false } }
}
