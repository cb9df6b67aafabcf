public import Wire

/// TPMA_NV — Part 2, 13.4.
public struct NVAttributes: OptionSet, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let ppWrite = Self(rawValue: 1 << 0)
    public static let ownerWrite = Self(rawValue: 1 << 1)
    public static let authWrite = Self(rawValue: 1 << 2)
    public static let policyWrite = Self(rawValue: 1 << 3)
    public static let policyDelete = Self(rawValue: 1 << 10)
    public static let writeLocked = Self(rawValue: 1 << 11)
    public static let writeAll = Self(rawValue: 1 << 12)
    public static let writeDefine = Self(rawValue: 1 << 13)
    public static let writeSTClear = Self(rawValue: 1 << 14)
    public static let globalLock = Self(rawValue: 1 << 15)
    public static let ppRead = Self(rawValue: 1 << 16)
    public static let ownerRead = Self(rawValue: 1 << 17)
    public static let authRead = Self(rawValue: 1 << 18)
    public static let policyRead = Self(rawValue: 1 << 19)
    public static let noDA = Self(rawValue: 1 << 25)
    public static let orderly = Self(rawValue: 1 << 26)
    public static let clearSTClear = Self(rawValue: 1 << 27)
    public static let readLocked = Self(rawValue: 1 << 28)
    public static let written = Self(rawValue: 1 << 29)
    public static let platformCreate = Self(rawValue: 1 << 30)
    public static let readSTClear = Self(rawValue: 1 << 31)

    /// TPM_NT — 13.2: ordinary, counter, bits, extend, PIN.
    public var type: UInt8 { UInt8(rawValue >> 4 & 0xF) }
}
