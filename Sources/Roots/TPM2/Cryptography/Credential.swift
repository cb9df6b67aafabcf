internal import Digests

/// A secret that a TPM gives out only if it holds both a decryption key (the endorsement key) and the object of the
/// given name — Part 1, 24. Made in software: TPM2_MakeCredential (Part 3, 12.6) needs no private key.
///
/// It proves nothing by itself about the named object: whoever makes a credential has checked that object's attributes.
public struct Credential: Sendable {
    /// Content of the TPM2B_ID_OBJECT: TPM2B integrity HMAC ‖ encrypted TPM2B_DIGEST.
    public let credentialBlob: [UInt8]
    /// Content of the TPM2B_ENCRYPTED_SECRET.
    public let encryptedSecret: [UInt8]

    /// - Parameters:
    ///   - secret: at most as long as a digest of the key's name algorithm.
    ///   - name: name of the object that must be loaded beside the key: its hash algorithm and digest.
    ///   - key: the decryption key, verified to be the device's.
    ///   - symmetricBits: of the decryption key's symmetric parameters, 128 or 256.
    public init(
        secret: [UInt8],
        name: [UInt8],
        key: EncapsulationKey,
        symmetricBits: Int
    ) throws(CryptographyError) {
        let encapsulation = try key.encapsulate(.identity)
        try self.init(
            secret: secret,
            name: name,
            encapsulation: encapsulation,
            wrap: OuterWrap(nameAlgorithm: key.nameAlgorithm, symmetricBits: symmetricBits)
        )
    }

    init(
        secret: [UInt8],
        name: [UInt8],
        encapsulation: Encapsulation,
        wrap: OuterWrap
    ) throws(CryptographyError) {
        guard let limit = wrap.nameAlgorithm.digestSize else { throw .unsupportedHash(wrap.nameAlgorithm) }
        guard secret.count <= limit else { throw .tooLong }
        let content = [UInt8(secret.count >> 8), UInt8(secret.count & 0xFF)] + secret
        self.credentialBlob = try wrap.seal(content, name: name, seed: encapsulation.seed)
        self.encryptedSecret = encapsulation.encryptedSecret
    }
}
