internal import Crypto
internal import CryptoExtras
internal import Digests
internal import MCUboot
public import Model

/// A device's private key, which opens the images that are encrypted for it.
public struct MCUbootDecryption: Sendable {
    private enum Key: Sendable {
        case p256(P256.KeyAgreement.PrivateKey)
        case x25519(Curve25519.KeyAgreement.PrivateKey)
        /// In DER: the library's own type is not Sendable.
        case rsa2048([UInt8])
    }

    private let key: Key

    /// - Parameter privateKeyInfo: DER PrivateKeyInfo (PKCS#8, not encrypted) of P-256, X25519 or RSA-2048; of the first
    ///   and last also the older forms of their own.
    /// - Throws: ``BedplateError/Code/malformed`` for anything else; the error holds nothing of the key.
    public init(privateKeyInfo: [UInt8]) throws(BedplateError) {
        if privateKeyInfo.count == 48, privateKeyInfo.starts(with: Self.x25519Prefix),
            let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: privateKeyInfo.suffix(32))
        {
            self.key = .x25519(key)
        } else if let key = try? P256.KeyAgreement.PrivateKey(derRepresentation: privateKeyInfo) {
            self.key = .p256(key)
        } else if let key = try? _RSA.Encryption.PrivateKey(derRepresentation: privateKeyInfo),
            key.keySizeInBits == 2048
        {
            self.key = .rsa2048(privateKeyInfo)
        } else {
            throw BedplateError(.malformed, "this is no private key of P-256, X25519 or RSA-2048")
        }
    }

    /// Writes the image with its payload in the clear, and everything else as it was: a boot loader's primary slot, and what
    /// ``MCUbootFormat/verify(_:_:)`` judges. Memory stays constant.
    ///
    /// Counter mode has no integrity of its own, and only the wrapped key is authenticated. What comes out must have the hash
    /// that the image states, which is known when all is written; whether that is signed is not looked at: verify it.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no encrypted image, for one that is encrypted for
    ///   another key, in the clear already or damaged. What has been written then is no image.
    public func decrypt(_ image: some OctetSource, to sink: inout some OctetSink) throws {
        let parsed = try MCUbootImage.require(image)
        let stated = try parsed.statedHash()
        var cipher = AESCounter(try unwrap(parsed))
        var hasher = try MessageHasher(stated.algorithm)
        let tail = parsed.payload.upperBound..<parsed.covered.upperBound
        let head = try image.octets(in: 0..<parsed.payload.lowerBound)
        hasher.update(head)
        try sink.write(head)
        try image.forEachChunk(in: parsed.payload) { (chunk) throws(BedplateError) in
            let plain = try cipher.apply(chunk)
            hasher.update(plain)
            try sink.write(plain)
        }
        try image.forEachChunk(in: tail) { (chunk) throws(BedplateError) in hasher.update(chunk) }
        try sink.copy(parsed.payload.upperBound..<image.count, of: image)
        guard hasher.finalize().octets == stated.octets else {
            throw BedplateError(
                .malformed,
                "what comes out is not what was signed: the payload is in the clear already, or damaged",
                location: "byte \(parsed.payload.lowerBound)"
            )
        }
    }

    /// The payload's key.
    private func unwrap(_ image: MCUbootImage) throws -> [UInt8] {
        let flags = image.header.flags
        let keySize = flags.contains(.encryptedAES256) ? 32 : 16
        guard flags.isEncrypted, !flags.isSuperset(of: [.encryptedAES128, .encryptedAES256]) else {
            throw BedplateError(.malformed, "the header does not say how the image is encrypted", location: "byte 16")
        }
        let entries = image.unprotected.entries.filter { $0.type.isEncryption }
        guard entries.count == 1, let entry = entries.first else {
            throw BedplateError(
                .malformed,
                "an encrypted image has one wrapped key, this one \(entries.count)",
                location: "byte \(image.unprotected.offset)"
            )
        }
        let unwrapped: [UInt8]?
        // What exactly is wrong with a wrapped key is not said: it would be an oracle.
        switch (key, entry.type) {
        case (.p256(let key), .encryptionP256):
            unwrapped = Self.opened(entry, publicKeySize: 65, keySize) { ephemeral in
                try key.sharedSecretFromKeyAgreement(with: P256.KeyAgreement.PublicKey(x963Representation: ephemeral))
            }
        case (.x25519(let key), .encryptionX25519), (.x25519(let key), .encryptionX25519SHA512):
            let hash: MCUbootEncryption.ECIESHash = entry.type == .encryptionX25519 ? .sha256 : .sha512
            unwrapped = Self.opened(entry, publicKeySize: 32, keySize, hash) { ephemeral in
                let ephemeral = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: ephemeral)
                return try key.sharedSecretFromKeyAgreement(with: ephemeral)
            }
        case (.rsa2048(let der), .encryptionRSA2048):
            let key = try? _RSA.Encryption.PrivateKey(derRepresentation: der)
            unwrapped = (try? key?.decrypt(entry.value, padding: .PKCS1_OAEP_SHA256)).map { [UInt8]($0) }
        default:
            throw BedplateError(
                .malformed,
                "the image is encrypted for another kind of key than this (\(entry.type))",
                location: "byte \(entry.offset)"
            )
        }
        guard let unwrapped, unwrapped.count == keySize else {
            throw BedplateError(.malformed, "the key does not open the image", location: "byte \(entry.offset)")
        }
        return unwrapped
    }

    private static func opened(
        _ entry: MCUbootTLV,
        publicKeySize: Int,
        _ keySize: Int,
        _ hash: MCUbootEncryption.ECIESHash = .sha256,
        _ agree: (ArraySlice<UInt8>) throws -> SharedSecret
    ) -> [UInt8]? {
        guard entry.value.count == publicKeySize + hash.size + keySize,
            let shared = try? agree(entry.value.prefix(publicKeySize))
        else { return nil }
        return try? MCUbootEncryption.ECIES(shared, keySize, hash).unwrap(entry.value.dropFirst(publicKeySize))
    }

    /// Everything of an X25519 PrivateKeyInfo but its 32 octets — RFC 8410, 7.
    private static let x25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x6E, 0x04, 0x22, 0x04, 0x20,
    ]
}

extension MCUbootDecryption: CustomStringConvertible, CustomReflectable {
    /// Without the key: a mirror would show it.
    public var description: String { "a key that opens MCUboot images" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
