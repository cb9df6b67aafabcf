public import Wire

/// TPM_PT — Part 2, 6.13: those of the fixed and variable groups that are used here. Open.
public struct Property: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    // PT_FIXED
    public static let familyIndicator = Property(rawValue: 0x100)
    public static let level = Property(rawValue: 0x101)
    public static let revision = Property(rawValue: 0x102)
    public static let dayOfYear = Property(rawValue: 0x103)
    public static let year = Property(rawValue: 0x104)
    /// Four ASCII characters.
    public static let manufacturer = Property(rawValue: 0x105)
    public static let vendorString1 = Property(rawValue: 0x106)
    public static let vendorString2 = Property(rawValue: 0x107)
    public static let vendorString3 = Property(rawValue: 0x108)
    public static let vendorString4 = Property(rawValue: 0x109)
    public static let vendorTPMType = Property(rawValue: 0x10A)
    public static let firmwareVersion1 = Property(rawValue: 0x10B)
    public static let firmwareVersion2 = Property(rawValue: 0x10C)
    /// The most octets of a TPM2B_MAX_BUFFER.
    public static let inputBuffer = Property(rawValue: 0x10D)
    public static let maxCommandSize = Property(rawValue: 0x11E)
    public static let maxResponseSize = Property(rawValue: 0x11F)
    /// The most octets of one TPM2_NV_Read or TPM2_NV_Write.
    public static let nvBufferMax = Property(rawValue: 0x12C)
    // PT_VAR
    public static let permanent = Property(rawValue: 0x200)
    public static let startupClear = Property(rawValue: 0x201)
    public static let lockoutCounter = Property(rawValue: 0x20E)
    public static let maxAuthFail = Property(rawValue: 0x20F)
}
