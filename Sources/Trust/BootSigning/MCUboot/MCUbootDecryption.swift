internal import Crypto
internal import CryptoExtras
internal import MCUboot
public import Model
internal import PKIX
internal import Wire

/// A device's private key, which opens the images that are encrypted for it.
public struct MCUbootDecryption: Sendable {
    private enum Key: Sendable {
        case p256(P256.KeyAgreement.PrivateKey)
        case x25519(Curve25519.KeyAgreement.PrivateKey)
        /// In DER: the library's own type is not Sendable.
        case rsa2048([UInt8])
    }

    private let key: Key

    /// - Parameter privateKeyInfo: DER PrivateKeyInfo (PKCS#8, not encrypted) of P-256, X25519 or RSA-2048.
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
            throw BedplateError(.malformed, "this is no private key of P-256, X25519 or RSA-2048 in PKCS#8")
        }
    }

    /// Writes the image with its payload in the clear, and everything else as it was: a boot loader's primary slot, and what
    /// ``MCUbootFormat/verify(_:_:)`` judges. Memory stays constant.
    ///
    /// Counter mode has no integrity of its own, and only the wrapped key is authenticated: verify what comes out.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no encrypted image, or one for another key.
    public func decrypt(_ image: some OctetSource, to sink: inout some OctetSink) throws {
        let parsed: MCUbootImage
        switch try MCUbootImage.read(image) {
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "this cannot be read as an MCUboot image",
                cause: error,
                location: "byte \(error.offset)"
            )
        case .success(let image): parsed = image
        }
        var cipher = AESCounter(try unwrap(parsed))
        try sink.copy(0..<parsed.payload.lowerBound, of: image)
        try image.forEachChunk(in: parsed.payload) { (chunk) throws(BedplateError) in
            try sink.write(try cipher.apply(chunk))
        }
        try sink.copy(parsed.payload.upperBound..<image.count, of: image)
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
        case (.x25519(let key), .encryptionX25519):
            unwrapped = Self.opened(entry, publicKeySize: 32, keySize) { ephemeral in
                let ephemeral = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: ephemeral)
                return try key.sharedSecretFromKeyAgreement(with: ephemeral)
            }
        case (.rsa2048(let der), .encryptionRSA2048):
            let key = try? _RSA.Encryption.PrivateKey(derRepresentation: der)
            unwrapped = (try? key?.decrypt(entry.value, padding: .PKCS1_OAEP_SHA256)).map { [UInt8]($0) }
        default: unwrapped = nil
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
        _ agree: (ArraySlice<UInt8>) throws -> SharedSecret
    ) -> [UInt8]? {
        guard entry.value.count == publicKeySize + 32 + keySize,
            let shared = try? agree(entry.value.prefix(publicKeySize))
        else { return nil }
        return try? MCUbootEncryption.ECIES(shared, keySize).unwrap(entry.value.dropFirst(publicKeySize))
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
