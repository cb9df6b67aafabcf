internal import Digests
public import PKIX
internal import Wire

/// The identifier of a public key — Open Profile for DICE, "Deriving Identifiers": 20 octets, the highest bit clear.
public enum OpenDICEIdentifier {
    /// Octets of an identifier.
    public static let size = 20

    /// HKDF-SHA256 of x ‖ y, with the profile's salt and the info `ID`; nil for a key that is not on an elliptic curve.
    public static func of(_ key: PublicKeyInfo) -> [UInt8]? {
        guard case .ellipticCurve(_, let x, let y) = key,
            let pseudorandom = try? HashAlgorithm.sha256.hmac(key: salt, x + y),
            // One block of expansion is more than is asked for.
            let block = try? HashAlgorithm.sha256.hmac(key: pseudorandom, Array("ID".utf8), [1])
        else { return nil }
        var identifier = Array(block.prefix(size))
        identifier[0] &= 0x7F
        return identifier
    }

    /// As issuers and subjects say it: lower-case hexadecimal.
    public static func text(of key: PublicKeyInfo) -> String? { of(key).map { Hexadecimal.encode($0) } }

    static let salt: [UInt8] = [
        0xDB, 0xDB, 0xAE, 0xBC, 0x80, 0x20, 0xDA, 0x9F, 0xF0, 0xDD, 0x5A, 0x24, 0xC8, 0x3A, 0xA5, 0xA5,
        0x42, 0x86, 0xDF, 0xC2, 0x63, 0x03, 0x1E, 0x32, 0x9B, 0x4D, 0xA1, 0x48, 0x43, 0x06, 0x59, 0xFE,
        0x62, 0xCD, 0xB5, 0xB7, 0xE1, 0xE0, 0x0F, 0xC6, 0x80, 0x30, 0x67, 0x11, 0xEB, 0x44, 0x4A, 0xF7,
        0x72, 0x09, 0x35, 0x94, 0x96, 0xFC, 0xFF, 0x1D, 0xB9, 0x52, 0x0B, 0xA5, 0x1C, 0x7B, 0x29, 0xEA,
    ]
}
