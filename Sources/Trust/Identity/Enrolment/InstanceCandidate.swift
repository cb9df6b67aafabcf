public import PKIX

/// A device with a PSA root whose instance certificate was judged and held: all of it but that it has the key, which a token
/// proves.
public struct InstanceCandidate: Sendable {
    public let certificate: Certificate
    /// Hexadecimal SHA-256 of the instance key's SubjectPublicKeyInfo.
    public let fingerprint: String
    /// Whether its anchor is one for emulations.
    public let isSimulated: Bool

    init(certificate: Certificate, fingerprint: String, isSimulated: Bool) {
        self.certificate = certificate
        self.fingerprint = fingerprint
        self.isSimulated = isSimulated
    }
}
