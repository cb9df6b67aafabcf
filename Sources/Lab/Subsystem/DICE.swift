internal import Crypto
internal import SoC

/// The derivations of the Open Profile for DICE, 2.6, with HKDF-SHA256 and ECDSA P-256.
///
/// Digests enter at their own 32 octets, as in its Android profile, not resized to 64.
enum DICE {
    /// KDF: HKDF of 32 octets.
    static func derive(_ secret: SymmetricKey, salt: [UInt8] = [], _ info: String, _ context: [UInt8] = [])
        -> SymmetricKey
    {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret,
            salt: salt,
            info: Array(info.utf8) + context,
            outputByteCount: 32
        )
    }

    /// CDI_Attest of the layer that is described, from the secret of the one before it.
    static func compoundIdentifier(_ secret: SymmetricKey, _ input: DICEInput) -> SymmetricKey {
        derive(secret, salt: input.digest, "CDI_Attest")
    }

    /// ASYM_KDF: the key pair of a secret.
    static func keyPair(_ secret: SymmetricKey) -> P256.Signing.PrivateKey {
        privateKey(derive(secret, salt: asymmetricSalt, "Key Pair"))
    }

    /// The identifier of a public key, for issuers and subjects: 20 octets, the highest bit clear.
    static func identifier(_ key: P256.Signing.PublicKey) -> [UInt8] {
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: key.rawRepresentation),
            salt: identifierSalt,
            info: Array("ID".utf8),
            outputByteCount: 20
        )
        var octets = octets(derived)
        octets[0] &= 0x7F
        return octets
    }

    /// A private key from a seed, for signatures.
    static func privateKey(_ seed: SymmetricKey) -> P256.Signing.PrivateKey {
        number(seed) { try? P256.Signing.PrivateKey(rawRepresentation: $0) }
    }

    /// The same, for key agreement.
    static func agreementKey(_ seed: SymmetricKey) -> P256.KeyAgreement.PrivateKey {
        number(seed) { try? P256.KeyAgreement.PrivateKey(rawRepresentation: $0) }
    }

    /// The first number from a seed that is a private key, by HMAC_DRBG, as RFC 6979, 3.2, d to h has it, with the seed in
    /// place of key and hash.
    ///
    /// What it computes on the way is not cleared from memory afterwards.
    private static func number<Key>(_ seed: SymmetricKey, _ key: ([UInt8]) -> Key?) -> Key {
        let seed = octets(seed)
        var state = [UInt8](repeating: 0, count: 32)
        var value = [UInt8](repeating: 1, count: 32)
        for separator in [0, 1] as [UInt8] {
            state = authenticate(state, value + [separator] + seed)
            value = authenticate(state, value)
        }
        while true {
            value = authenticate(state, value)
            // Refuses 0 and what is not below the group's order.
            if let found = key(value) { return found }
            state = authenticate(state, value + [0])
            value = authenticate(state, value)
        }
    }

    static func octets(_ key: SymmetricKey) -> [UInt8] {
        // The key's storage lives through the call, and the octets are copied.
        unsafe key.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    private static func authenticate(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
    }

    private static let asymmetricSalt: [UInt8] = [
        0x63, 0xB6, 0xA0, 0x4D, 0x2C, 0x07, 0x7F, 0xC1, 0x0F, 0x63, 0x9F, 0x21, 0xDA, 0x79, 0x38, 0x44,
        0x35, 0x6C, 0xC2, 0xB0, 0xB4, 0x41, 0xB3, 0xA7, 0x71, 0x24, 0x03, 0x5C, 0x03, 0xF8, 0xE1, 0xBE,
        0x60, 0x35, 0xD3, 0x1F, 0x28, 0x28, 0x21, 0xA7, 0x45, 0x0A, 0x02, 0x22, 0x2A, 0xB1, 0xB3, 0xCF,
        0xF1, 0x67, 0x9B, 0x05, 0xAB, 0x1C, 0xA5, 0xD1, 0xAF, 0xFB, 0x78, 0x9C, 0xCD, 0x2B, 0x0B, 0x3B,
    ]
    private static let identifierSalt: [UInt8] = [
        0xDB, 0xDB, 0xAE, 0xBC, 0x80, 0x20, 0xDA, 0x9F, 0xF0, 0xDD, 0x5A, 0x24, 0xC8, 0x3A, 0xA5, 0xA5,
        0x42, 0x86, 0xDF, 0xC2, 0x63, 0x03, 0x1E, 0x32, 0x9B, 0x4D, 0xA1, 0x48, 0x43, 0x06, 0x59, 0xFE,
        0x62, 0xCD, 0xB5, 0xB7, 0xE1, 0xE0, 0x0F, 0xC6, 0x80, 0x30, 0x67, 0x11, 0xEB, 0x44, 0x4A, 0xF7,
        0x72, 0x09, 0x35, 0x94, 0x96, 0xFC, 0xFF, 0x1D, 0xB9, 0x52, 0x0B, 0xA5, 0x1C, 0x7B, 0x29, 0xEA,
    ]
}
