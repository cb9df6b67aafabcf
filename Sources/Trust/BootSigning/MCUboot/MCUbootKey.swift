internal import Digests
internal import MCUboot
internal import PKIX

/// What MCUboot makes of a classical public key: how it is written, named by a hash, and what it signs with.
struct MCUbootKey: Sendable {
    let info: PublicKeyInfo
    /// What KEYHASH hashes and PUBKEY holds: SubjectPublicKeyInfo, but RSAPublicKey (PKCS#1) for RSA.
    let octets: [UInt8]
    let signatureType: MCUbootTLVType
    /// The hashes that boot loaders are built with for this key; the first is imgtool's own choice.
    let hashes: [HashAlgorithm]

    /// Nil for a key that MCUboot has no signature for.
    init?(_ info: PublicKeyInfo) {
        guard let spki = info.subjectPublicKeyInfo else { return nil }
        self.info = info
        switch info {
        case .ellipticCurve(.p256, _, _): (octets, signatureType, hashes) = (spki, .ecdsa, [.sha256])
        case .ellipticCurve(.p384, _, _): (octets, signatureType, hashes) = (spki, .ecdsa, [.sha384])
        case .ed25519: (octets, signatureType, hashes) = (spki, .ed25519, [.sha256, .sha512])
        case .rsa(let modulus, let exponent):
            guard let first = modulus.first, first >= 0x80, [256, 384].contains(modulus.count) else { return nil }
            let exponentOctets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: exponent >> ($0 * 8)) }
            octets = DEREncoding.sequence(DEREncoding.unsigned(modulus), DEREncoding.unsigned(exponentOctets))
            signatureType = modulus.count == 256 ? .rsa2048PSS : .rsa3072PSS
            hashes = [.sha256]
        default: return nil
        }
    }

    /// From what a PUBKEY entry holds; nil unless it is the one form of a key.
    init?(octets: [UInt8], _ signatureType: MCUbootTLVType) {
        let isRSA = signatureType == .rsa2048PSS || signatureType == .rsa3072PSS
        let rsaEncryption = DEREncoding.oid(OID(1, 2, 840, 113549, 1, 1, 1))
        let spki =
            isRSA
            ? DEREncoding.sequence(
                DEREncoding.sequence(rsaEncryption, DEREncoding.null),
                DEREncoding.bitString(octets)
            ) : octets
        guard let info = try? PublicKeyInfo(der: spki), let key = MCUbootKey(info), key.octets == octets else {
            return nil
        }
        self = key
    }

    var curve: EllipticCurve? {
        if case .ellipticCurve(let curve, _, _) = info { curve } else { nil }
    }

    func scheme(_ hash: HashAlgorithm) -> SignatureScheme {
        switch signatureType {
        case .ecdsa: .ecdsa(hash)
        case .ed25519: .ed25519
        default: .rsaPSS(hash)
        }
    }

    /// The longest signature with the zeros that imgtool's `--pad-sig` appends; nil where it appends none.
    var paddedSignatureSize: Int? {
        switch curve {
        case .p256: 72
        case .p384: 103
        default: nil
        }
    }
}

extension MCUbootTLVType {
    /// The hash that a hash entry holds.
    var hash: HashAlgorithm? {
        switch self {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        default: nil
        }
    }

    init?(_ hash: HashAlgorithm) {
        switch hash {
        case .sha256: self = .sha256
        case .sha384: self = .sha384
        case .sha512: self = .sha512
        default: return nil
        }
    }
}
