public import API
internal import Digests
public import PKIX
internal import Wire

/// The service's key for results as a key: ECDSA on P-256, the only kind that there is.
extension JSONWebKey {
    /// Nil for a key on another curve.
    public init?(_ info: PublicKeyInfo) {
        guard case .ellipticCurve(.p256, let x, let y) = info else { return nil }
        self.init(x: Base64.encodeURL(x), y: Base64.encodeURL(y))
    }

    /// Nil unless this is a point of P-256.
    public var publicKeyInfo: PublicKeyInfo? {
        guard kty == "EC", crv == "P-256", let x = Base64.decodeURL(x), let y = Base64.decodeURL(y) else { return nil }
        let info = PublicKeyInfo.ellipticCurve(.p256, x: x, y: y)
        return (try? VerificationKey(info)) == nil ? nil : info
    }

    /// Hexadecimal SHA-256 of the SubjectPublicKeyInfo, as `openssl pkey -pubin -outform der | sha256sum` computes it.
    public var fingerprint: String? {
        guard let octets = publicKeyInfo?.subjectPublicKeyInfo else { return nil }
        return (try? HashAlgorithm.sha256.digest(octets)).map(Hexadecimal.encode)
    }

    /// SubjectPublicKeyInfo as PEM (RFC 7468, 13).
    public var pem: String? {
        publicKeyInfo?.subjectPublicKeyInfo.map { PEM(label: "PUBLIC KEY", bytes: $0).text }
    }
}
