internal import Digests
internal import Model
internal import TPM2

extension Public {
    /// An unrestricted signing key that cannot leave the TPM; nil for a kind that is not made here.
    ///
    /// - Parameter protected: whether it gets an authorization value, which wrong guesses then lock (Part 1, 19.8).
    static func signing(_ algorithm: SigningPublicKey.Algorithm, protected: Bool) -> Public? {
        let key: PublicKey
        switch algorithm {
        case .ecdsaP256:
            let parameters = ECCParameters(symmetric: .null, scheme: .null, curveID: .nistP256, kdf: .null)
            key = .ecc(parameters, point: ECCPoint())
        case .rsa2048:
            key = .rsa(RSAParameters(symmetric: .null, scheme: .null, keyBits: 2048, exponent: 0), modulus: [])
        default: return nil
        }
        var attributes: ObjectAttributes = [
            .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .signEncrypt,
        ]
        if !protected { attributes.insert(.noDA) }
        return Public(nameAlg: .sha256, objectAttributes: attributes, authPolicy: [], key: key)
    }
}
