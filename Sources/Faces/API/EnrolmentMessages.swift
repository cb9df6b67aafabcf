public import struct Foundation.Data

/// `POST /v1/enrolments` — a TPM introduces itself. Everything in it is a claim until the credential is activated.
public struct EnrolmentRequest: Codable, Sendable {
    /// What the device wants to be called.
    public var name: String
    /// The EK certificate as read from NV, DER, perhaps with a header and padding.
    public var endorsementCertificate: Data
    /// Intermediate certificates from the TPM or its maker, DER.
    public var intermediates: [Data]
    /// TPMT_PUBLIC
    public var endorsementKey: Data
    /// TPMT_PUBLIC
    public var attestationKey: Data
    /// TPM_PT_MANUFACTURER as text.
    public var manufacturer: String
    /// The vendor strings, joined.
    public var model: String
    public var firmwareVersion: UInt64

    public init(
        name: String,
        endorsementCertificate: Data,
        intermediates: [Data],
        endorsementKey: Data,
        attestationKey: Data,
        manufacturer: String,
        model: String,
        firmwareVersion: UInt64
    ) {
        self.name = name
        self.endorsementCertificate = endorsementCertificate
        self.intermediates = intermediates
        self.endorsementKey = endorsementKey
        self.attestationKey = attestationKey
        self.manufacturer = manufacturer
        self.model = model
        self.firmwareVersion = firmwareVersion
    }
}

/// The answer: a credential that only the TPM with both keys can activate.
public struct EnrolmentChallenge: Codable, Sendable {
    public var enrolment: String
    /// TPMS_ID_OBJECT, for TPM2_ActivateCredential's credentialBlob.
    public var credentialBlob: Data
    /// TPM2B_ENCRYPTED_SECRET contents.
    public var encryptedSecret: Data

    public init(enrolment: String, credentialBlob: Data, encryptedSecret: Data) {
        self.enrolment = enrolment
        self.credentialBlob = credentialBlob
        self.encryptedSecret = encryptedSecret
    }
}

/// `POST /v1/enrolments/{id}` — proof that the credential was activated: HMAC-SHA-256 under the credential, so that the
/// credential itself never travels.
public struct EnrolmentProof: Codable, Sendable {
    public var proof: Data
    public init(proof: Data) { self.proof = proof }
}

/// The answer: the device is known.
public struct EnrolmentGrant: Codable, Sendable {
    public var device: String
    /// The attestation key's certificate, DER.
    public var attestationCertificate: Data
    /// The issuer's certificate, DER.
    public var issuer: Data

    public init(device: String, attestationCertificate: Data, issuer: Data) {
        self.device = device
        self.attestationCertificate = attestationCertificate
        self.issuer = issuer
    }
}
