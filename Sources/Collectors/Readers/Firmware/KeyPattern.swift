import Digests

/// How a public key in DER begins, in code: the lengths of its kind are fixed.
struct KeyPattern {
    var name: String
    var prefix: [UInt8]
    /// Octets of the whole.
    var size: Int
    /// What the whole ends with.
    var suffix: [UInt8] = []

    static let all: [KeyPattern] =
        // RSAPublicKey — RFC 8017, A.1.1 — with the exponent 65537: what MCUboot's key array and the hash of a key have.
        [(256, "RSA-2048"), (384, "RSA-3072"), (512, "RSA-4096")].map { size, name in
            let (modulus, whole) = (size + 1, size + 10)
            return KeyPattern(
                name: name + " public key (PKCS#1)",
                prefix: [
                    0x30, 0x82, UInt8(whole >> 8), UInt8(whole & 0xFF), 0x02, 0x82, UInt8(modulus >> 8),
                    UInt8(modulus & 0xFF), 0x00,
                ],
                size: whole + 4,
                suffix: [0x02, 0x03, 0x01, 0x00, 0x01]
            )
        } + [
            // SubjectPublicKeyInfo — RFC 5480, RFC 8410.
            KeyPattern(
                name: "P-256 public key",
                prefix: [
                    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A,
                    0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
                ],
                size: 91
            ),
            KeyPattern(
                name: "P-384 public key",
                prefix: [
                    0x30, 0x76, 0x30, 0x10, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x05, 0x2B,
                    0x81, 0x04, 0x00, 0x22, 0x03, 0x62, 0x00, 0x04,
                ],
                size: 120
            ),
            KeyPattern(
                name: "Ed25519 public key",
                prefix: [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00],
                size: 44
            ),
        ]

    /// SHA-256 of the key that begins there, which is how MCUboot names it; nil where the whole is not there.
    func digest(_ octets: [UInt8], at start: Int) -> [UInt8]? {
        guard start + size <= octets.count else { return nil }
        let whole = octets[start..<(start + size)]
        guard whole.suffix(suffix.count).elementsEqual(suffix) else { return nil }
        return try? HashAlgorithm.sha256.digest(Array(whole))
    }
}
