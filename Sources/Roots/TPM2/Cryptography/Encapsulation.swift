internal import Crypto
internal import Digests

/// A fresh secret, and the form in which only the holder of the private key can learn it — Part 1, B.10.3, C.6.
public struct Encapsulation: Sendable {
    /// The secret: as long as a digest of the OAEP hash (RSA) or of the key's name algorithm (elliptic curve).
    public let seed: [UInt8]
    /// Content of the TPM2B_ENCRYPTED_SECRET: an OAEP ciphertext, or the ephemeral point as a TPMS_ECC_POINT.
    public let encryptedSecret: [UInt8]
}

extension EncapsulationKey {
    /// Makes a secret for the holder of this key and for one purpose.
    public func encapsulate(_ label: KDFLabel) throws(CryptographyError) -> Encapsulation {
        switch algorithm {
        case .rsa(_, _, let oaepHash):
            let hash = oaepHash ?? nameAlgorithm
            guard let size = hash.digestSize, hash.isComputable else { throw .unsupportedHash(hash) }
            return try encapsulate(label, seed: randomOctets(size))
        case .ecc(let curve, _, _):
            let ephemeral: [UInt8] =
                switch curve {
                case .nistP256: [UInt8](P256.KeyAgreement.PrivateKey().rawRepresentation)
                case .nistP384: [UInt8](P384.KeyAgreement.PrivateKey().rawRepresentation)
                case .nistP521: [UInt8](P521.KeyAgreement.PrivateKey().rawRepresentation)
                }
            return try encapsulate(label, ephemeral: ephemeral)
        }
    }

    /// RSA: encrypts the given seed.
    func encapsulate(_ label: KDFLabel, seed: [UInt8]) throws(CryptographyError) -> Encapsulation {
        guard case .rsa(let modulus, let exponent, let oaepHash) = algorithm else { throw .badPublicKey }
        let encrypted = try RSAOAEP.encrypt(
            seed,
            modulus: modulus,
            exponent: exponent == 0 ? 65537 : exponent,
            hash: oaepHash ?? nameAlgorithm,
            label: label.bytes
        )
        return Encapsulation(seed: seed, encryptedSecret: encrypted)
    }

    /// Elliptic curve: one-pass Diffie-Hellman with the given ephemeral scalar, of the size of the field.
    func encapsulate(_ label: KDFLabel, ephemeral: [UInt8]) throws(CryptographyError) -> Encapsulation {
        guard case .ecc(let curve, let x, let y) = algorithm else { throw .badPublicKey }
        guard let size = nameAlgorithm.digestSize else { throw .unsupportedHash(nameAlgorithm) }
        guard let x = curve.padded(x), let y = curve.padded(y) else { throw .badPublicKey }
        let (z, point) = try Self.agree(curve, ephemeral: ephemeral, with: x + y)
        let ephemeralX = [UInt8](point.prefix(curve.fieldSize))
        let seed = try KeyDerivation.kdfe(
            nameAlgorithm,
            z: z,
            label: label,
            partyU: ephemeralX,
            partyV: x,
            bits: size * 8
        )
        let coordinateSize = [UInt8(curve.fieldSize >> 8), UInt8(curve.fieldSize & 0xFF)]
        return Encapsulation(
            seed: seed,
            encryptedSecret: coordinateSize + ephemeralX + coordinateSize + point.suffix(curve.fieldSize)
        )
    }

    /// The shared x-coordinate and the ephemeral public point. swift-crypto refuses a point that is not on the curve.
    private static func agree(
        _ curve: PrimeCurve,
        ephemeral: [UInt8],
        with point: [UInt8]
    ) throws(CryptographyError) -> (z: [UInt8], point: [UInt8]) {
        do {
            switch curve {
            case .nistP256:
                let key = try P256.KeyAgreement.PrivateKey(rawRepresentation: ephemeral)
                let secret = try key.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: point))
                return (octets(secret), [UInt8](key.publicKey.rawRepresentation))
            case .nistP384:
                let key = try P384.KeyAgreement.PrivateKey(rawRepresentation: ephemeral)
                let secret = try key.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: point))
                return (octets(secret), [UInt8](key.publicKey.rawRepresentation))
            case .nistP521:
                let key = try P521.KeyAgreement.PrivateKey(rawRepresentation: ephemeral)
                let secret = try key.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: point))
                return (octets(secret), [UInt8](key.publicKey.rawRepresentation))
            }
        } catch {
            throw .badPublicKey
        }
    }

    private static func octets(_ secret: SharedSecret) -> [UInt8] {
        // The secret's octets are copied out of the buffer, which is valid inside the closure only.
        unsafe secret.withUnsafeBytes { unsafe [UInt8]($0) }
    }
}
