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
    /// ML-DSA-65, pure — FIPS 204, 5.2.
    case mlDSA65
    /// ML-DSA-87, pure — FIPS 204, 5.2.
    case mlDSA87

    /// The hash over the message; nil where the scheme has its own.
    public var hash: HashAlgorithm? {
        switch self {
        case .rsaPKCS1(let hash), .rsaPSS(let hash), .ecdsa(let hash), .ecdsaRaw(let hash): hash
        case .ed25519, .mlDSA65, .mlDSA87: nil
        }
    }
}
