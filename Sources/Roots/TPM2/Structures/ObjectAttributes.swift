public import Wire

/// TPMA_OBJECT — Part 2, 8.3. Reserved bits survive a round trip.
public struct ObjectAttributes: OptionSet, Hashable, Sendable, Wire {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The object's hierarchy may not change.
    public static let fixedTPM = Self(rawValue: 1 << 1)
    /// Saved contexts do not survive TPM2_Startup(CLEAR).
    public static let stClear = Self(rawValue: 1 << 2)
    /// The object's parent may not change.
    public static let fixedParent = Self(rawValue: 1 << 4)
    /// The TPM made all of the sensitive data except the authorization value.
    public static let sensitiveDataOrigin = Self(rawValue: 1 << 5)
    /// USER role by HMAC or password is allowed.
    public static let userWithAuth = Self(rawValue: 1 << 6)
    /// ADMIN role needs a policy session.
    public static let adminWithPolicy = Self(rawValue: 1 << 7)
    /// No dictionary-attack protection.
    public static let noDA = Self(rawValue: 1 << 10)
    /// Duplication needs an encrypted inner wrapper and a new parent other than null.
    public static let encryptedDuplication = Self(rawValue: 1 << 11)
    /// Manipulates only structures of known format: a restricted signing key signs nothing that the TPM did not make.
    public static let restricted = Self(rawValue: 1 << 16)
    public static let decrypt = Self(rawValue: 1 << 17)
    /// Signs; for a symmetric cipher object, encrypts.
    public static let signEncrypt = Self(rawValue: 1 << 18)
    public static let x509Sign = Self(rawValue: 1 << 19)
}
