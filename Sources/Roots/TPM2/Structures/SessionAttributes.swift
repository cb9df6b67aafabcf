public import Wire

/// TPMA_SESSION — Part 2, 8.4.
public struct SessionAttributes: OptionSet, Hashable, Sendable, Wire {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let continueSession = Self(rawValue: 1 << 0)
    public static let auditExclusive = Self(rawValue: 1 << 1)
    public static let auditReset = Self(rawValue: 1 << 2)
    /// The first parameter of the command is encrypted.
    public static let decrypt = Self(rawValue: 1 << 5)
    /// The first parameter of the response is encrypted.
    public static let encrypt = Self(rawValue: 1 << 6)
    public static let audit = Self(rawValue: 1 << 7)
}
