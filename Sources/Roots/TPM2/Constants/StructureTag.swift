public import Wire

/// TPM_ST — Part 2, 6.9. Open.
public struct StructureTag: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// What a TPM answers to a command it cannot even parse (TPM 1.2 tag).
    public static let rspCommand = StructureTag(rawValue: 0x00C4)
    public static let null = StructureTag(rawValue: 0x8000)
    public static let noSessions = StructureTag(rawValue: 0x8001)
    public static let sessions = StructureTag(rawValue: 0x8002)
    public static let attestNV = StructureTag(rawValue: 0x8014)
    public static let attestCommandAudit = StructureTag(rawValue: 0x8015)
    public static let attestSessionAudit = StructureTag(rawValue: 0x8016)
    public static let attestCertify = StructureTag(rawValue: 0x8017)
    public static let attestQuote = StructureTag(rawValue: 0x8018)
    public static let attestTime = StructureTag(rawValue: 0x8019)
    public static let attestCreation = StructureTag(rawValue: 0x801A)
    public static let attestNVDigest = StructureTag(rawValue: 0x801C)
    public static let creation = StructureTag(rawValue: 0x8021)
    public static let verified = StructureTag(rawValue: 0x8022)
    public static let authSecret = StructureTag(rawValue: 0x8023)
    public static let hashCheck = StructureTag(rawValue: 0x8024)
    public static let authSigned = StructureTag(rawValue: 0x8025)
}
