public import Digests
internal import SwiftASN1

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
                parameters.encodedBytes.elementsEqual(pssParameters(oid, salt, absentOrNull))
            }
        }?.0
    }

    private static func pssParameters(_ hash: OID, _ salt: UInt8, _ absentOrNull: [UInt8]) -> [UInt8] {
        let digest = DEREncoding.sequence(DEREncoding.oid(hash), absentOrNull)
        return DEREncoding.sequence(
            DEREncoding.explicit(0, digest),
            DEREncoding.explicit(1, DEREncoding.sequence(DEREncoding.oid(.mgf1), digest)),
            DEREncoding.explicit(2, DEREncoding.unsigned([salt]))
        )
    }
}

extension SignatureScheme {
    /// The AlgorithmIdentifier that a certificate names this scheme by, as DER; nil for a scheme that no certificate is
    /// signed with here: SHA-1, PKCS#1 v1.5, r ‖ s, ML-DSA.
    public var identifier: [UInt8]? {
        switch self {
        case .ecdsa(.sha256): DEREncoding.sequence(DEREncoding.oid(.ecdsaWithSHA256))
        case .ecdsa(.sha384): DEREncoding.sequence(DEREncoding.oid(.ecdsaWithSHA384))
        case .ecdsa(.sha512): DEREncoding.sequence(DEREncoding.oid(.ecdsaWithSHA512))
        case .rsaPSS(.sha256): Self.pssIdentifier(.sha256, 32)
        case .rsaPSS(.sha384): Self.pssIdentifier(.sha384, 48)
        case .rsaPSS(.sha512): Self.pssIdentifier(.sha512, 64)
        case .ed25519: DEREncoding.sequence(DEREncoding.oid(.ed25519))
        default: nil
        }
    }

    private static func pssIdentifier(_ hash: OID, _ salt: UInt8) -> [UInt8] {
        DEREncoding.sequence(DEREncoding.oid(.rsassaPSS), pssParameters(hash, salt, DEREncoding.null))
    }
}
