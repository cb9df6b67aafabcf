internal import Crypto
internal import CryptoExtras
internal import Digests
public import MCUboot
public import Model
internal import PKIX

/// For whom an image's payload is encrypted — mcu-tools/mcuboot: encrypted_images.md.
///
/// The payload's key is made anew for each image, and wrapped: for P-256 and X25519 by ECIES (HKDF and HMAC over SHA-256; for
/// X25519 also over SHA-512), for RSA-2048 by OAEP with SHA-256.
public struct MCUbootEncryption: Sendable {
    public enum KeySize: Int, Sendable {
        case aes128 = 16
        case aes256 = 32
    }

    /// What ECIES derives and authenticates with, by the octets of a digest.
    enum ECIESHash: Int, Sendable {
        case sha256 = 32
        case sha512 = 64

        var size: Int { rawValue }
        fileprivate var algorithm: HashAlgorithm { self == .sha512 ? .sha512 : .sha256 }
    }

    enum Recipient: Sendable {
        case p256(P256.KeyAgreement.PublicKey)
        case x25519(Curve25519.KeyAgreement.PublicKey)
        /// In DER: the library's own type is not Sendable.
        case rsa2048([UInt8])
    }

    public var keySize: KeySize
    /// Whether the payload stays in the clear, with the wrapped key beside it (`--clear`): for the primary slot, from which
    /// a swap encrypts it.
    public var isClear: Bool
    let recipient: Recipient
    private let hash: ECIESHash

    /// - Parameters:
    ///   - recipient: DER SubjectPublicKeyInfo of the device's key: P-256, X25519 or RSA-2048.
    ///   - usesSHA512: for boot loaders that are built with MCUBOOT_HMAC_SHA512, X25519 only.
    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for another key.
    public init(
        for recipient: [UInt8],
        keySize: KeySize = .aes128,
        isClear: Bool = false,
        usesSHA512: Bool = false
    ) throws(BedplateError) {
        self.keySize = keySize
        self.isClear = isClear
        guard let key = Self.recipient(recipient) else {
            throw BedplateError(.unsupportedScheme, "an image is encrypted for a key of P-256, X25519 or RSA-2048")
        }
        if usesSHA512 {
            guard case .x25519 = key else {
                throw BedplateError(.unsupportedScheme, "only for X25519 does MCUboot wrap a key with SHA-512")
            }
        }
        self.recipient = key
        hash = usesSHA512 ? .sha512 : .sha256
    }

    /// The TLV that holds the wrapped key.
    public var entryType: MCUbootTLVType {
        switch recipient {
        case .p256: .encryptionP256
        case .x25519: hash == .sha512 ? .encryptionX25519SHA512 : .encryptionX25519
        case .rsa2048: .encryptionRSA2048
        }
    }

    /// Octets of the TLV's value.
    public var entrySize: Int {
        switch recipient {
        case .p256: 65 + hash.size + keySize.rawValue
        case .x25519: 32 + hash.size + keySize.rawValue
        case .rsa2048: 256
        }
    }

    private static func recipient(_ spki: [UInt8]) -> Recipient? {
        if spki.count == 44, spki.starts(with: x25519Prefix) {
            return (try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: spki.suffix(32))).map { .x25519($0) }
        }
        switch try? PublicKeyInfo(der: spki) {
        case .ellipticCurve(.p256, let x, let y):
            return (try? P256.KeyAgreement.PublicKey(rawRepresentation: x + y)).map { .p256($0) }
        case .rsa(let modulus, _) where modulus.count == 256:
            return (try? _RSA.Encryption.PublicKey(derRepresentation: spki)).map { _ in .rsa2048(spki) }
        default: return nil
        }
    }

    /// Everything of an X25519 SubjectPublicKeyInfo but its 32 octets — RFC 8410, 4.
    private static let x25519Prefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x6E, 0x03, 0x21, 0x00,
    ]
}

extension MCUbootEncryption {
    struct WrappedKey: Sendable {
        /// Of the payload: secret.
        var key: [UInt8]
        var entry: MCUbootTLV
    }

    /// A new key for one payload.
    func wrap() throws -> WrappedKey {
        let key = randomOctets(keySize.rawValue)
        let value: [UInt8]
        switch recipient {
        case .p256(let recipient):
            let ephemeral = P256.KeyAgreement.PrivateKey()
            let shared = try ephemeral.sharedSecretFromKeyAgreement(with: recipient)
            value =
                [UInt8](ephemeral.publicKey.x963Representation) + (try ECIES(shared, keySize.rawValue, hash).wrap(key))
        case .x25519(let recipient):
            let ephemeral = Curve25519.KeyAgreement.PrivateKey()
            let shared = try ephemeral.sharedSecretFromKeyAgreement(with: recipient)
            value =
                [UInt8](ephemeral.publicKey.rawRepresentation) + (try ECIES(shared, keySize.rawValue, hash).wrap(key))
        case .rsa2048(let der):
            let recipient = try _RSA.Encryption.PublicKey(derRepresentation: der)
            value = [UInt8](try recipient.encrypt(key, padding: .PKCS1_OAEP_SHA256))
        }
        return WrappedKey(key: key, entry: MCUbootTLV(entryType, value))
    }

    /// The two keys that ECIES derives.
    struct ECIES {
        private let cipherKey: [UInt8]
        private let macKey: [UInt8]
        private let hash: ECIESHash

        init(_ shared: SharedSecret, _ keySize: Int, _ hash: ECIESHash) {
            let derived =
                hash == .sha512
                ? Self.derive(shared, keySize + hash.size, SHA512.self)
                : Self.derive(shared, keySize + hash.size, SHA256.self)
            cipherKey = Array(derived.prefix(keySize))
            macKey = Array(derived.dropFirst(keySize))
            self.hash = hash
        }

        private static func derive<H: HashFunction>(_ shared: SharedSecret, _ count: Int, _: H.Type) -> [UInt8] {
            let derived = shared.hkdfDerivedSymmetricKey(
                using: H.self,
                salt: [UInt8](),
                sharedInfo: Array("MCUBoot_ECIES_v1".utf8),
                outputByteCount: count
            )
            // The octets are copied out of the library's key.
            return unsafe derived.withUnsafeBytes { unsafe [UInt8]($0) }
        }

        /// HMAC of the ciphertext, then the ciphertext.
        func wrap(_ key: [UInt8]) throws -> [UInt8] {
            var cipher = AESCounter(cipherKey)
            let wrapped = try cipher.apply(key)
            return try hash.algorithm.hmac(key: macKey, wrapped) + wrapped
        }

        /// Nil when the HMAC does not hold.
        func unwrap(_ value: ArraySlice<UInt8>) throws -> [UInt8]? {
            let wrapped = Array(value.dropFirst(hash.size))
            let mac = try hash.algorithm.hmac(key: macKey, wrapped)
            guard constantTimeEquals(mac, Array(value.prefix(hash.size))) else { return nil }
            var cipher = AESCounter(cipherKey)
            return try cipher.apply(wrapped)
        }
    }
}
