public import Model
public import PKIX
public import TPM2

/// A device whose claim was judged and held: all of it but that both keys live in one TPM, which activation proves.
public struct EnrolmentCandidate: Sendable {
    public let certificate: EKCertificate
    /// The endorsement key; its key material is the certificate's.
    public let endorsementKey: Public
    /// Hexadecimal SHA-256 of the endorsement key's SubjectPublicKeyInfo.
    public let endorsementFingerprint: String
    public let attestationKey: Public
    /// The attestation key's Name (Part 1, 16).
    public let attestationKeyName: [UInt8]
    /// The attestation key's DER SubjectPublicKeyInfo.
    public let attestationKeyInfo: [UInt8]
    public let root: Root
    /// Hexadecimal SHA-256 of the anchor at which the certificate's path ends.
    public let anchor: String
    /// The deviations of the certificate and its path that were tolerated.
    public let leniency: Leniency

    init(
        certificate: EKCertificate,
        endorsementKey: Public,
        endorsementFingerprint: String,
        attestationKey: AttestationKeyClaim,
        root: Root,
        anchor: String,
        leniency: Leniency
    ) {
        self.certificate = certificate
        self.endorsementKey = endorsementKey
        self.endorsementFingerprint = endorsementFingerprint
        self.attestationKey = attestationKey.publicArea
        self.attestationKeyName = attestationKey.name
        self.attestationKeyInfo = attestationKey.info
        self.root = root
        self.anchor = anchor
        self.leniency = leniency
    }
}
