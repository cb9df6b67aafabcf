internal import CPKCS11
internal import Digests
internal import Model
internal import PKIX

/// What a token is asked to sign, and how its answer is read. The token never hashes: what it signs was hashed here.
struct SignatureOperation {
    let mechanism: CryptokiMechanism
    let data: [UInt8]
    private let scheme: SignatureScheme
    private let curve: EllipticCurve?
    /// Octets of the signature where the key fixes them.
    private let size: Int

    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for a scheme that the key has not, or that does not take a digest.
    init(
        _ input: SigningInput,
        _ scheme: SignatureScheme,
        _ algorithm: SigningPublicKey.Algorithm
    ) throws(BedplateError) {
        self.scheme = scheme
        switch (algorithm, scheme) {
        case (.ed25519, .ed25519):
            guard case .message(let message) = input else { throw Self.unsupported(scheme, algorithm) }
            (mechanism, data, curve, size) = (CryptokiMechanism(CKM_EDDSA), message, nil, 64)
        case (.ecdsaP256, .ecdsa), (.ecdsaP256, .ecdsaRaw), (.ecdsaP384, .ecdsa), (.ecdsaP384, .ecdsaRaw):
            let group: EllipticCurve = algorithm == .ecdsaP256 ? .p256 : .p384
            let digest = try Self.digest(input, scheme, algorithm).octets
            mechanism = CryptokiMechanism(CKM_ECDSA)
            // FIPS 186-5, 6.4.1: the leftmost bits. Modules disagree on what to do with a longer digest.
            data = Array(digest.prefix(group.fieldSize))
            (curve, size) = (group, 2 * group.fieldSize)
        case (.rsa2048, .rsaPKCS1), (.rsa3072, .rsaPKCS1), (.rsa4096, .rsaPKCS1):
            let digest = try Self.digest(input, scheme, algorithm)
            mechanism = CryptokiMechanism(CKM_RSA_PKCS)
            data = Self.digestInfo(digest)
            (curve, size) = (nil, Self.octets(algorithm))
        case (.rsa2048, .rsaPSS), (.rsa3072, .rsaPSS), (.rsa4096, .rsaPSS):
            let digest = try Self.digest(input, scheme, algorithm)
            mechanism = CryptokiMechanism(CKM_RSA_PKCS_PSS, Self.pssParameters(digest.algorithm))
            data = digest.octets
            (curve, size) = (nil, Self.octets(algorithm))
        default: throw Self.unsupported(scheme, algorithm)
        }
    }

    /// The signature in the scheme's form; nil if what the token returned is none.
    func signature(_ answer: [UInt8]) -> [UInt8]? {
        guard answer.count == size else { return nil }
        guard let curve, case .ecdsa = scheme else { return answer }
        return ECDSASignature(raw: answer, curve: curve)?.der
    }

    private static func digest(
        _ input: SigningInput,
        _ scheme: SignatureScheme,
        _ algorithm: SigningPublicKey.Algorithm
    ) throws(BedplateError) -> MessageDigest {
        switch input {
        case .message(let message):
            guard let hash = scheme.hash, var hasher = try? MessageHasher(hash) else {
                throw unsupported(scheme, algorithm)
            }
            hasher.update(message)
            return hasher.finalize()
        case .digest(let digest):
            guard scheme.hash == digest.algorithm else { throw unsupported(scheme, algorithm) }
            return digest
        }
    }

    /// DigestInfo — RFC 8017, 9.2, note 1.
    private static func digestInfo(_ digest: MessageDigest) -> [UInt8] {
        let oid =
            switch digest.value {
            case .sha256: OID(2, 16, 840, 1, 101, 3, 4, 2, 1)
            case .sha384: OID(2, 16, 840, 1, 101, 3, 4, 2, 2)
            case .sha512: OID(2, 16, 840, 1, 101, 3, 4, 2, 3)
            }
        return DEREncoding.sequence(
            DEREncoding.sequence(DEREncoding.oid(oid), DEREncoding.null),
            DEREncoding.octetString(digest.octets)
        )
    }

    /// CK_RSA_PKCS_PSS_PARAMS: hashAlg, mgf, sLen, each a CK_ULONG.
    private static func pssParameters(_ hash: HashAlgorithm) -> [UInt8] {
        let (mechanism, mask): (UInt, UInt) =
            switch hash {
            case .sha512: (CKM_SHA512, CKG_MGF1_SHA512)
            case .sha384: (CKM_SHA384, CKG_MGF1_SHA384)
            default: (CKM_SHA256, CKG_MGF1_SHA256)
            }
        return [mechanism, mask, UInt(hash.digestSize ?? 32)].flatMap(CryptokiAttribute.octets)
    }

    private static func octets(_ algorithm: SigningPublicKey.Algorithm) -> Int {
        switch algorithm {
        case .rsa3072: 384
        case .rsa4096: 512
        default: 256
        }
    }

    private static func unsupported(
        _ scheme: SignatureScheme,
        _ algorithm: SigningPublicKey.Algorithm
    ) -> BedplateError {
        BedplateError(
            .unsupportedScheme,
            "a key of the kind \(algorithm.rawValue) in a token does not sign this as \(scheme)"
        )
    }
}
