public import Digests
internal import SwiftASN1

/// How a signature is made and encoded.
public enum SignatureScheme: Hashable, Sendable {
    /// RSASSA-PKCS1-v1_5 — RFC 8017, 8.2.
    case rsaPKCS1(HashAlgorithm)
    /// RSASSA-PSS with MGF1 over the same hash and a salt as long as the digest — RFC 8017, 8.1.
    case rsaPSS(HashAlgorithm)
    /// ECDSA, the signature in DER.
    case ecdsa(HashAlgorithm)
    /// ECDSA, the signature as r ‖ s, each padded to the field size.
    case ecdsaRaw(HashAlgorithm)
    /// Ed25519 — RFC 8032.
    case ed25519

    /// The hash over the message; nil where the scheme has its own.
    public var hash: HashAlgorithm? {
        switch self {
        case .rsaPKCS1(let hash), .rsaPSS(let hash), .ecdsa(let hash), .ecdsaRaw(let hash): hash
        case .ed25519: nil
        }
    }
}

extension SignatureScheme {
    /// The scheme that an AlgorithmIdentifier of a certificate names; nil if it is not known here in this very form.
    init?(_ node: ASN1Node) throws(X509Error) {
        var fields = try DERFields(node, .sequence, "signatureAlgorithm")
        let oid = try fields.required(.objectIdentifier, "signatureAlgorithm").oid("signatureAlgorithm")
        let parameters = fields.any()
        try fields.finish()
        let isNull = parameters?.encodedBytes.elementsEqual(DEREncoding.null) == true
        switch (oid, parameters == nil, isNull) {
        case (.sha1WithRSA, false, true): self = .rsaPKCS1(.sha1)
        case (.sha256WithRSA, false, true): self = .rsaPKCS1(.sha256)
        case (.sha384WithRSA, false, true): self = .rsaPKCS1(.sha384)
        case (.sha512WithRSA, false, true): self = .rsaPKCS1(.sha512)
        case (.ecdsaWithSHA1, true, _): self = .ecdsa(.sha1)
        case (.ecdsaWithSHA256, true, _): self = .ecdsa(.sha256)
        case (.ecdsaWithSHA384, true, _): self = .ecdsa(.sha384)
        case (.ecdsaWithSHA512, true, _): self = .ecdsa(.sha512)
        case (.ed25519, true, _): self = .ed25519
        case (.rsassaPSS, false, false):
            guard let parameters, let hash = Self.pssHash(parameters) else { return nil }
            self = .rsaPSS(hash)
        default: return nil
        }
    }

    /// The hash of RSASSA-PSS-params, if they are those of RFC 4055, 3.1 in one of three forms, octet for octet:
    /// one hash for message and mask, a salt as long as the digest, the default trailer.
    private static func pssHash(_ parameters: ASN1Node) -> HashAlgorithm? {
        let forms: [(HashAlgorithm, OID, UInt8)] = [
            (.sha256, .sha256, 32), (.sha384, .sha384, 48), (.sha512, .sha512, 64),
        ]
        return forms.first { _, oid, salt in
            // RFC 4055, 2.1: the digest's parameters are NULL or absent, and both must be accepted.
            [DEREncoding.null, []].contains { absentOrNull in
                let digest = DEREncoding.sequence(DEREncoding.oid(oid), absentOrNull)
                let expected = DEREncoding.sequence(
                    DEREncoding.explicit(0, digest),
                    DEREncoding.explicit(1, DEREncoding.sequence(DEREncoding.oid(.mgf1), digest)),
                    DEREncoding.explicit(2, DEREncoding.unsigned([salt]))
                )
                return parameters.encodedBytes.elementsEqual(expected)
            }
        }?.0
    }
}
