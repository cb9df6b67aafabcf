public import Digests

/// The public half of a signing key: its kind and its SubjectPublicKeyInfo.
public struct SigningPublicKey: Hashable, Sendable {
    public enum Algorithm: String, Sendable, Codable, CaseIterable {
        case ecdsaP256
        case ecdsaP384
        case ed25519
        case rsa2048
        case rsa3072
        case rsa4096
        case mlDSA65
        case mlDSA87

        /// How a key of this kind signs unless another scheme is asked for: ECDSA with the hash of the curve's strength,
        /// as r ‖ s; RSA as PSS with SHA-256.
        public var scheme: SignatureScheme {
            switch self {
            case .ecdsaP256: .ecdsaRaw(.sha256)
            case .ecdsaP384: .ecdsaRaw(.sha384)
            case .ed25519: .ed25519
            case .rsa2048, .rsa3072, .rsa4096: .rsaPSS(.sha256)
            case .mlDSA65: .mlDSA65
            case .mlDSA87: .mlDSA87
            }
        }
    }

    public var algorithm: Algorithm
    /// DER SubjectPublicKeyInfo (RFC 5280, 4.1).
    public var subjectPublicKeyInfo: [UInt8]

    public init(algorithm: Algorithm, subjectPublicKeyInfo: [UInt8]) {
        self.algorithm = algorithm
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
    }
}
