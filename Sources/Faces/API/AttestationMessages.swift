public import struct Foundation.Data

/// `POST /v1/devices/{id}/nonces` — asks for a nonce.
public struct NonceRequest: Codable, Sendable {
    /// The policy under which the device wants to be appraised.
    public var policy: String
    public init(policy: String) { self.policy = policy }
}

/// The answer: what the next quote must contain.
public struct NonceGrant: Codable, Sendable {
    public var nonce: Data
    /// Which PCRs the policy wants quoted, by bank name; empty under a policy for components.
    public var pcrs: [String: [Int]]
    public init(nonce: Data, pcrs: [String: [Int]]) {
        self.nonce = nonce
        self.pcrs = pcrs
    }
}

/// `POST /v1/devices/{id}/attestations` — evidence: quote, values and log.
public struct AttestationEvidence: Codable, Sendable {
    public var policy: String
    public var nonce: Data
    /// TPMS_ATTEST
    public var quote: Data
    /// TPMT_SIGNATURE
    public var signature: Data
    /// By bank name, by PCR index in decimal.
    public var pcrs: [String: [String: Data]]
    /// The TCG event log; nil when there is none.
    public var log: Data?
    /// A request for a secret; nil for a plain attestation.
    public var release: ReleaseRequest?

    public init(
        policy: String,
        nonce: Data,
        quote: Data,
        signature: Data,
        pcrs: [String: [String: Data]],
        log: Data?,
        release: ReleaseRequest? = nil
    ) {
        self.policy = policy
        self.nonce = nonce
        self.quote = quote
        self.signature = signature
        self.pcrs = pcrs
        self.log = log
        self.release = release
    }
}

/// Which secret, and the storage key that it may be wrapped to, certified over the same nonce.
public struct ReleaseRequest: Codable, Sendable {
    public var secret: String
    /// TPMT_PUBLIC
    public var storageKey: Data
    /// TPMS_ATTEST of TPM2_Certify
    public var certification: Data
    /// TPMT_SIGNATURE
    public var signature: Data

    public init(secret: String, storageKey: Data, certification: Data, signature: Data) {
        self.secret = secret
        self.storageKey = storageKey
        self.certification = certification
        self.signature = signature
    }
}

/// The answer: the signed result and, if it affirms and a secret was asked for, the sealed secret.
public struct AttestationAnswer: Codable, Sendable {
    /// `affirming`, `warning`, `contraindicated` or `none`.
    public var status: String
    /// EAR, JWT.
    public var result: String
    /// What failed or must be known, as sentences; the details are in the result.
    public var findings: [String]
    /// For a TPM.
    public var sealed: SealedSecretMessage?
    /// For a device with a PSA root.
    public var encapsulated: EncapsulatedSecretMessage?

    public init(
        status: String,
        result: String,
        findings: [String],
        sealed: SealedSecretMessage?,
        encapsulated: EncapsulatedSecretMessage? = nil
    ) {
        self.status = status
        self.result = result
        self.findings = findings
        self.sealed = sealed
        self.encapsulated = encapsulated
    }

    /// Whether a secret is in it.
    public var isReleasing: Bool { sealed != nil || encapsulated != nil }
}

/// A sealed secret as it travels and as the agent keeps it.
public struct SealedSecretMessage: Codable, Sendable {
    /// TPMT_PUBLIC
    public var publicArea: Data
    public var duplicate: Data
    public var inSymSeed: Data
    public var bank: String
    public var pcrs: [Int]

    public init(publicArea: Data, duplicate: Data, inSymSeed: Data, bank: String, pcrs: [Int]) {
        self.publicArea = publicArea
        self.duplicate = duplicate
        self.inSymSeed = inSymSeed
        self.bank = bank
        self.pcrs = pcrs
    }
}
