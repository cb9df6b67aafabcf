public import Wire

/// TPM_HANDLE, its types and the permanent ones — Part 2, 7.
public struct Handle: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let owner = Handle(rawValue: 0x4000_0001)
    public static let null = Handle(rawValue: 0x4000_0007)
    /// TPM_RS_PW: authorization by password, in the clear.
    public static let password = Handle(rawValue: 0x4000_0009)
    public static let lockout = Handle(rawValue: 0x4000_000A)
    public static let endorsement = Handle(rawValue: 0x4000_000B)
    public static let platform = Handle(rawValue: 0x4000_000C)

    /// TPM_HT — Part 2, 7.2: the most significant octet.
    public enum Kind: UInt8, Sendable {
        case pcr = 0x00
        case nvIndex = 0x01
        /// HMAC and loaded sessions.
        case hmacSession = 0x02
        /// Policy and saved sessions.
        case policySession = 0x03
        case permanent = 0x40
        case transient = 0x80
        case persistent = 0x81
        case attachedComponent = 0x90
    }

    /// Nil for a handle type that the specification does not name.
    public var kind: Kind? { Kind(rawValue: UInt8(rawValue >> 24)) }

    public static func pcr(_ index: UInt8) -> Handle { Handle(rawValue: UInt32(index)) }
    public static func nvIndex(_ index: UInt32) -> Handle { Handle(rawValue: 0x0100_0000 | (index & 0x00FF_FFFF)) }
}
