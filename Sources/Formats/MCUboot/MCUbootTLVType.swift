public import Wire

/// IMAGE_TLV_… — bootutil/image.h. Open: what is not known here survives a round trip.
public struct MCUbootTLVType: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The hash of the public key, with the image's hash algorithm.
    public static let keyHash = MCUbootTLVType(rawValue: 0x01)
    /// The public key itself.
    public static let publicKey = MCUbootTLVType(rawValue: 0x02)
    public static let sha256 = MCUbootTLVType(rawValue: 0x10)
    public static let sha384 = MCUbootTLVType(rawValue: 0x11)
    public static let sha512 = MCUbootTLVType(rawValue: 0x12)
    public static let rsa2048PSS = MCUbootTLVType(rawValue: 0x20)
    /// DER; P-256 or P-384.
    public static let ecdsa = MCUbootTLVType(rawValue: 0x22)
    public static let rsa3072PSS = MCUbootTLVType(rawValue: 0x23)
    public static let ed25519 = MCUbootTLVType(rawValue: 0x24)
    /// One octet, 1: the signature is over the octets, not over their hash.
    public static let pureSignature = MCUbootTLVType(rawValue: 0x25)
    public static let encryptionRSA2048 = MCUbootTLVType(rawValue: 0x30)
    public static let encryptionKeyWrap = MCUbootTLVType(rawValue: 0x31)
    public static let encryptionP256 = MCUbootTLVType(rawValue: 0x32)
    public static let encryptionX25519 = MCUbootTLVType(rawValue: 0x33)
    public static let encryptionX25519SHA512 = MCUbootTLVType(rawValue: 0x34)
    public static let dependency = MCUbootTLVType(rawValue: 0x40)
    public static let securityCounter = MCUbootTLVType(rawValue: 0x50)
    public static let bootRecord = MCUbootTLVType(rawValue: 0x60)
    public static let decompressedSize = MCUbootTLVType(rawValue: 0x70)
    public static let decompressedHash = MCUbootTLVType(rawValue: 0x71)
    public static let decompressedSignature = MCUbootTLVType(rawValue: 0x72)
    public static let compressedSize = MCUbootTLVType(rawValue: 0x73)
    public static let vendorIdentifier = MCUbootTLVType(rawValue: 0x74)
    public static let classIdentifier = MCUbootTLVType(rawValue: 0x75)

    // Bedplate's own, in the vendors' range; see Documentation/decisions on the hybrid signature.

    /// SHA-256 of the ML-DSA key's SubjectPublicKeyInfo.
    public static let mlDSAKeyHash = MCUbootTLVType(rawValue: 0xBD01)
    /// The ML-DSA key's SubjectPublicKeyInfo.
    public static let mlDSAPublicKey = MCUbootTLVType(rawValue: 0xBD02)
    public static let mlDSA65 = MCUbootTLVType(rawValue: 0xBD65)
    public static let mlDSA87 = MCUbootTLVType(rawValue: 0xBD87)

    /// What image.h leaves to vendors.
    public static let vendorRange: ClosedRange<UInt16> = 0x00A0...0xFFFE

    public var isVendor: Bool { Self.vendorRange.contains(rawValue) }
    public var isHash: Bool { self == .sha256 || self == .sha384 || self == .sha512 }
    public var isKey: Bool { self == .keyHash || self == .publicKey }
    public var isSignature: Bool {
        self == .rsa2048PSS || self == .ecdsa || self == .rsa3072PSS || self == .ed25519
    }
    public var isHybridSignature: Bool { self == .mlDSA65 || self == .mlDSA87 }
    /// Carries the wrapped key of an encrypted payload.
    public var isEncryption: Bool { (0x30...0x34).contains(rawValue) }

    /// What a boot loader with the strictest configuration (MCUBOOT_USE_TLV_ALLOW_LIST) takes outside the protected area.
    public var isUnprotected: Bool { isHash || isKey || isSignature || isEncryption || self == .pureSignature }

    /// What is defined for the protected area, and so covered by the signature.
    public var isProtected: Bool {
        switch self {
        case .dependency, .securityCounter, .bootRecord, .decompressedSize, .decompressedHash, .decompressedSignature,
            .compressedSize, .vendorIdentifier, .classIdentifier:
            true
        default: isVendor
        }
    }
}

extension MCUbootTLVType: CustomStringConvertible {
    /// The name of image.h without its prefix; `0xBEEF` for one that is not known.
    public var description: String {
        switch self {
        case .keyHash: "KEYHASH"
        case .publicKey: "PUBKEY"
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        case .rsa2048PSS: "RSA2048_PSS"
        case .ecdsa: "ECDSA_SIG"
        case .rsa3072PSS: "RSA3072_PSS"
        case .ed25519: "ED25519"
        case .pureSignature: "SIG_PURE"
        case .encryptionRSA2048: "ENC_RSA2048"
        case .encryptionKeyWrap: "ENC_KW"
        case .encryptionP256: "ENC_EC256"
        case .encryptionX25519: "ENC_X25519"
        case .encryptionX25519SHA512: "ENC_X25519_SHA512"
        case .dependency: "DEPENDENCY"
        case .securityCounter: "SEC_CNT"
        case .bootRecord: "BOOT_RECORD"
        case .decompressedSize: "DECOMP_SIZE"
        case .decompressedHash: "DECOMP_SHA"
        case .decompressedSignature: "DECOMP_SIGNATURE"
        case .compressedSize: "COMP_DEC_SIZE"
        case .vendorIdentifier: "UUID_VID"
        case .classIdentifier: "UUID_CID"
        case .mlDSAKeyHash: "MLDSA_KEYHASH"
        case .mlDSAPublicKey: "MLDSA_PUBKEY"
        case .mlDSA65: "MLDSA65"
        case .mlDSA87: "MLDSA87"
        default: "0x" + Hexadecimal.encode([UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)])
        }
    }
}
