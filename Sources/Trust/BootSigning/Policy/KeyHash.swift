internal import Digests
internal import PKIX

/// The digest that names a key to MCUboot: over the PKCS#1 public key for RSA (RFC 8017, A.1.1), over the
/// SubjectPublicKeyInfo for every other algorithm (imgtool's `get_public_bytes`).
public enum KeyHash {
    /// The octets that are hashed; nil when the key cannot be read.
    public static func input(_ subjectPublicKeyInfo: [UInt8]) -> [UInt8]? {
        guard let info = try? PublicKeyInfo(der: subjectPublicKeyInfo) else { return nil }
        guard case .rsa(let modulus, let exponent) = info else { return subjectPublicKeyInfo }
        let octets = (0..<4).reversed().map { UInt8(truncatingIfNeeded: exponent >> ($0 * 8)) }
        return DEREncoding.sequence(DEREncoding.unsigned(modulus), DEREncoding.unsigned(octets))
    }

    public static func sha256(_ subjectPublicKeyInfo: [UInt8]) -> [UInt8]? {
        input(subjectPublicKeyInfo).flatMap { try? HashAlgorithm.sha256.digest($0) }
    }

    /// SHA-256 over the SubjectPublicKeyInfo: how policies, records and this project's output name a key.
    public static func fingerprint(_ subjectPublicKeyInfo: [UInt8]) throws -> [UInt8] {
        try HashAlgorithm.sha256.digest(subjectPublicKeyInfo)
    }
}
