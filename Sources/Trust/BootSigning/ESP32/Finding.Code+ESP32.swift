internal import ESP32
public import Model

/// What only ESP32 images have.
extension Finding.Code {
    /// The signature sector is whole and where the chip looks for it.
    public static let esp32Sector = Self("esp32.sector")
    /// A block begins with 0xE7.
    public static let esp32Magic = Self("esp32.magic")
    /// A block is of version 2 or 3.
    public static let esp32Version = Self("esp32.version")
    /// A block's CRC-32 holds.
    public static let esp32BlockChecksum = Self("esp32.block-crc")
    /// A block names the hash that belongs to its curve.
    public static let esp32HashKind = Self("esp32.hash-kind")
    /// A block's curve is P-256 or P-384.
    public static let esp32Curve = Self("esp32.curve")
    /// Reserved octets of a block are zero.
    public static let esp32Reserved = Self("esp32.reserved")
    /// A modulus is odd and has 3072 bits.
    public static let esp32Modulus = Self("esp32.modulus")
    /// An exponent is odd and at least three.
    public static let esp32Exponent = Self("esp32.exponent")
    /// A key's constants for the RSA peripheral are its modulus's.
    public static let esp32Constants = Self("esp32.rsa-constants")
    /// All blocks are of one scheme.
    public static let esp32MixedSchemes = Self("esp32.mixed-schemes")
    /// There are at most three blocks.
    public static let esp32FourthBlock = Self("esp32.fourth-block")
    /// After the last block there is 0xFF only.
    public static let esp32Filling = Self("esp32.filling")
    /// The segments' checksum holds.
    public static let esp32Checksum = Self("esp32.checksum")
    /// The SHA-256 that is appended to the image holds.
    public static let esp32AppendedHash = Self("esp32.appended-hash")

    init(_ reason: ESPSignatureFault.Reason) {
        self =
            switch reason {
            case .size: .esp32Sector
            case .missing: .imageSignature
            case .magic: .esp32Magic
            case .version: .esp32Version
            case .checksum: .esp32BlockChecksum
            case .hashKind: .esp32HashKind
            case .curve: .esp32Curve
            case .reserved: .esp32Reserved
            case .modulus: .esp32Modulus
            case .exponent: .esp32Exponent
            case .constants: .esp32Constants
            case .range: .imageSignatureForm
            case .mixedSchemes: .esp32MixedSchemes
            case .fourthBlock: .esp32FourthBlock
            case .filling: .esp32Filling
            }
    }
}

extension ESPSignatureFault.Reason {
    /// What should have been so.
    var claim: String {
        switch self {
        case .size: "the signature sector has 4096 octets"
        case .missing: "there is a signature"
        case .magic: "a signature block begins with 0xE7"
        case .version: "a signature block has version 2 or 3"
        case .checksum: "the signature block's CRC-32 holds"
        case .hashKind: "the signature block names SHA-256 or SHA-384"
        case .curve: "the signature block's curve is P-256, or P-384 with SHA-384"
        case .reserved: "reserved octets are zero"
        case .modulus: "the modulus is odd and has 3072 bits"
        case .exponent: "the exponent is odd and at least 3"
        case .constants: "the key's constants are those of its modulus"
        case .range: "the signature's numbers are in range"
        case .mixedSchemes: "all signature blocks are of one scheme"
        case .fourthBlock: "there are at most three signature blocks"
        case .filling: "nothing follows the last signature block"
        }
    }
}
