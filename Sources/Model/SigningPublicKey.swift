/// The public half of a signing key: its one algorithm and its SubjectPublicKeyInfo.
public struct SigningPublicKey: Hashable, Sendable {
    public enum Algorithm: String, Sendable, Codable {
        /// ECDSA over P-256 with SHA-256.
        case ecdsaP256
        /// ECDSA over P-384 with SHA-384.
        case ecdsaP384
        case ed25519
    }

    public var algorithm: Algorithm
    /// DER SubjectPublicKeyInfo (RFC 5280, 4.1).
    public var subjectPublicKeyInfo: [UInt8]

    public init(algorithm: Algorithm, subjectPublicKeyInfo: [UInt8]) {
        self.algorithm = algorithm
        self.subjectPublicKeyInfo = subjectPublicKeyInfo
    }
}
