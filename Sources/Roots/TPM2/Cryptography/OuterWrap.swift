public import Digests
internal import Wire

/// The protection of data that a TPM will open outside its own hierarchy: encrypted, then authenticated together with
/// the name of the object it belongs to — Part 1, 23.3.2.3 (duplication) and 24.4 (credentials).
///
/// Layout: TPM2B integrity HMAC ‖ AES-CFB ciphertext. Both keys come from one seed that is used once, so the
/// initialisation vector is zero.
public struct OuterWrap: Sendable {
    /// The name algorithm of the key that will open the data.
    public var nameAlgorithm: HashAlgorithm
    /// Bits of that key's symmetric parameters: AES-CFB 128, 192 or 256.
    public var symmetricBits: Int

    public init(nameAlgorithm: HashAlgorithm, symmetricBits: Int) {
        self.nameAlgorithm = nameAlgorithm
        self.symmetricBits = symmetricBits
    }

    /// - Parameters:
    ///   - content: what is protected; for the TPM always a TPM2B, its size field included.
    ///   - name: name of the object that the content belongs to.
    ///   - seed: fresh from ``EncapsulationKey/encapsulate(_:)``; never used twice.
    public func seal(_ content: [UInt8], name: [UInt8], seed: [UInt8]) throws(CryptographyError) -> [UInt8] {
        let ciphertext = try CipherFeedback.encrypt(content, key: encryptionKey(name: name, seed: seed))
        let integrity = try integrity(ciphertext, name: name, seed: seed)
        return [UInt8(integrity.count >> 8), UInt8(integrity.count & 0xFF)] + integrity + ciphertext
    }

    /// Checks the integrity value, then decrypts: what the TPM does, for software that holds the seed.
    public func open(_ blob: [UInt8], name: [UInt8], seed: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard let size = nameAlgorithm.digestSize, nameAlgorithm.isComputable else {
            throw .unsupportedHash(nameAlgorithm)
        }
        guard blob.count >= 2 + size, Int(blob[0]) << 8 | Int(blob[1]) == size else { throw .integrity }
        let ciphertext = [UInt8](blob[(2 + size)...])
        let expected = try integrity(ciphertext, name: name, seed: seed)
        guard constantTimeEquals(expected, [UInt8](blob[2..<(2 + size)])) else { throw .integrity }
        return try CipherFeedback.decrypt(ciphertext, key: encryptionKey(name: name, seed: seed))
    }

    private func encryptionKey(name: [UInt8], seed: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard [128, 192, 256].contains(symmetricBits) else { throw .unsupportedKeySize(symmetricBits) }
        return try KeyDerivation.kdfa(nameAlgorithm, key: seed, label: .storage, contextU: name, bits: symmetricBits)
    }

    private func integrity(
        _ ciphertext: [UInt8],
        name: [UInt8],
        seed: [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard let size = nameAlgorithm.digestSize else { throw .unsupportedHash(nameAlgorithm) }
        let key = try KeyDerivation.kdfa(nameAlgorithm, key: seed, label: .integrity, bits: size * 8)
        do { return try nameAlgorithm.hmac(key: key, ciphertext, name) } catch {
            throw .unsupportedHash(error.algorithm)
        }
    }
}
