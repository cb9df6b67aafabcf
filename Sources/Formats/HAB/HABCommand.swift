/// A command of a command sequence: those that signed images have. Decryption, device configuration and no-operation are
/// not read here. Numbers are big-endian (HABv4 API reference, 4.3).
public enum HABCommand: Hashable, Sendable {
    /// Puts a key of the table of super root keys into slot 0; `location` is that of the table.
    case installRootKey(index: Int, location: Int)
    /// Puts the key of a certificate that the SRK signed into slot 1: it authenticates the commands.
    case installCommandKey(location: Int)
    /// Puts the key of a certificate that the SRK signed into another slot.
    case installKey(slot: Int, location: Int)
    /// Verifies the signature of slot 1 over the commands.
    case authenticateCommands(engine: HABEngine, location: Int)
    /// Verifies the signature of a slot's key over blocks of the image, by address.
    case authenticateData(slot: Int, engine: HABEngine, location: Int, blocks: [Block])
    /// Leaves features of a part unlocked that HAB would lock; some only for the unit with this number.
    case unlock(engine: HABEngine, features: UInt32, unit: UInt64?)
    /// Prefers an engine for a hash.
    case setEngine(hash: UInt8, engine: HABEngine)

    public struct Block: Hashable, Sendable {
        public var address: UInt32
        /// Octets.
        public var count: UInt32

        public init(address: UInt32, count: UInt32) {
            self.address = address
            self.count = count
        }
    }

    /// Slots that images' keys may be in; 0 is the SRK's, 1 the commands'.
    public static let imageSlots = 2...4
    public static let blockLimit = 64

    /// Where the data of the command lie, in octets from the beginning of the sequence.
    public var location: Int? {
        switch self {
        case .installRootKey(_, let location), .installCommandKey(let location), .installKey(_, let location),
            .authenticateCommands(_, let location), .authenticateData(_, _, let location, _):
            location
        case .unlock, .setEngine: nil
        }
    }

    public var octets: [UInt8] {
        switch self {
        case .installRootKey(let index, let location):
            Self.install(flags: 0, format: 0x03, hash: 0x17, source: index, slot: 0, location)
        case .installCommandKey(let location):
            Self.install(flags: 2, format: 0x09, hash: 0, source: 0, slot: 1, location)
        case .installKey(let slot, let location):
            Self.install(flags: 0, format: 0x09, hash: 0, source: 0, slot: slot, location)
        case .authenticateCommands(let engine, let location): Self.authenticate(1, engine, location, [])
        case .authenticateData(let slot, let engine, let location, let blocks):
            Self.authenticate(slot, engine, location, blocks)
        case .unlock(let engine, let features, let unit):
            HABHeader(tag: 0xB2, count: unit == nil ? 8 : 16, parameter: engine.rawValue).octets
                + Octets.big(features, 4) + (unit.map { Octets.big($0, 8) } ?? [])
        case .setEngine(let hash, let engine):
            HABHeader(tag: 0xB1, count: 8, parameter: 3).octets + [0, hash, engine.rawValue, 0]
        }
    }

    private static func install(
        flags: UInt8,
        format: UInt8,
        hash: UInt8,
        source: Int,
        slot: Int,
        _ location: Int
    ) -> [UInt8] {
        HABHeader(tag: 0xBE, count: 12, parameter: flags).octets
            + [format, hash, UInt8(truncatingIfNeeded: source), UInt8(truncatingIfNeeded: slot)]
            + Octets.big(location, 4)
    }

    private static func authenticate(_ slot: Int, _ engine: HABEngine, _ location: Int, _ blocks: [Block]) -> [UInt8] {
        HABHeader(tag: 0xCA, count: 12 + 8 * blocks.count, parameter: 0).octets
            + [UInt8(truncatingIfNeeded: slot), 0xC5, engine.rawValue, 0] + Octets.big(location, 4)
            + blocks.flatMap { Octets.big($0.address, 4) + Octets.big($0.count, 4) }
    }
}
