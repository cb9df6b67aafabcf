public import Wire

/// TPM_CAP — Part 2, 6.12. Open.
public struct Capability: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let algorithms = Capability(rawValue: 0)
    public static let handles = Capability(rawValue: 1)
    public static let commands = Capability(rawValue: 2)
    public static let ppCommands = Capability(rawValue: 3)
    public static let auditCommands = Capability(rawValue: 4)
    public static let pcrs = Capability(rawValue: 5)
    public static let tpmProperties = Capability(rawValue: 6)
    public static let pcrProperties = Capability(rawValue: 7)
    public static let eccCurves = Capability(rawValue: 8)
}
