internal import Digests

extension PublicKey {
    /// A restricted decryption key, which has no scheme of its own.
    static func storageRSA(_ bits: UInt16, _ symmetric: SymmetricDefinition, unique: Buffer = []) -> PublicKey {
        .rsa(RSAParameters(symmetric: symmetric, scheme: .null, keyBits: bits, exponent: 0), modulus: unique)
    }

    static func storageECC(
        _ curve: ECCCurve,
        _ symmetric: SymmetricDefinition,
        unique: ECCPoint = ECCPoint()
    ) -> PublicKey {
        .ecc(ECCParameters(symmetric: symmetric, scheme: .null, curveID: curve, kdf: .null), point: unique)
    }

    static func signingRSA(_ bits: UInt16, _ hash: HashAlgorithm, unique: Buffer = []) -> PublicKey {
        .rsa(
            RSAParameters(symmetric: .null, scheme: .hash(.rsassa, hash), keyBits: bits, exponent: 0),
            modulus: unique
        )
    }

    static func signingECC(_ curve: ECCCurve, _ hash: HashAlgorithm, unique: ECCPoint = ECCPoint()) -> PublicKey {
        .ecc(
            ECCParameters(symmetric: .null, scheme: .hash(.ecdsa, hash), curveID: curve, kdf: .null),
            point: unique
        )
    }

    /// The key with an empty unique value: what a template says and the key made from it must repeat.
    var withoutUnique: PublicKey {
        switch self {
        case .rsa(let parameters, _): .rsa(parameters, modulus: [])
        case .ecc(let parameters, _): .ecc(parameters, point: ECCPoint())
        case .keyedHash(let scheme, _): .keyedHash(scheme, unique: [])
        case .symmetricCipher(let symmetric, _): .symmetricCipher(symmetric, unique: [])
        case .other(let type, _): .other(type, [])
        }
    }
}
