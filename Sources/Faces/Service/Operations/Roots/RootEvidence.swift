internal import API
internal import Attestation
internal import Model

/// Evidence of one kind of root: how it is appraised, learned from, and what a secret is sealed to. With ``Introduced`` the
/// one place where the kinds differ; nonces, policies, records, answers and limits around it are the same for all.
protocol RootEvidence: Sendable {
    static var kind: Root.Kind { get }
    /// What the device signed, for the ledger: TPMS_ATTEST, or the token.
    var statement: [UInt8] { get }
    /// What came beside it and is in the ledger as a digest.
    var log: [UInt8]? { get }
    /// The name of the secret that is asked for.
    var secret: String? { get }

    func appraise(_ context: AppraisalContext) throws -> AttestationResult
    /// What a secret may be sealed to, after the evidence proved something. Nil where it may be sealed to nothing; the result
    /// then says why.
    func recipient(_ context: AppraisalContext, _ result: inout AttestationResult) throws -> (any SecretRecipient)?
    /// Verifies kept evidence again, over the nonce that it answered.
    ///
    /// - Throws: ``BedplateError`` with code `corrupt` when it does not hold any more.
    func boot(of device: Device, _ policy: AppraisalPolicy, nonce: [UInt8]) throws -> ReferenceBoot
}

/// What evidence is appraised by.
struct AppraisalContext: Sendable {
    var device: Device
    var policy: AppraisalPolicy
    /// Nil when there is none of the name that the policy wants.
    var reference: ReferenceValues?
    var nonce: Nonce
    /// ``Nonce/order`` of a nonce that would be granted now.
    var now: UInt64
}

/// What a boot that was proven would be as reference values.
struct ReferenceBoot: Sendable {
    var reference: ReferenceValues
    /// Of a PSA root; nil for a TPM.
    var layers: VerifiedLayers?
}

extension EvidenceMessage {
    /// - Throws: ``BedplateError`` with code `malformed`.
    func evidence() throws -> any RootEvidence {
        guard policy.utf8.count <= 64, nonce.count <= 64 else {
            throw BedplateError(.malformed, "the evidence's policy or nonce is too long")
        }
        switch self {
        case .tpm(let message): return try TPMEvidence(message)
        case .psa(let message): return try PSAEvidence(message)
        }
    }
}

extension AppraisalPolicy {
    /// Whether it names something that this kind of root measures.
    func fits(_ kind: Root.Kind) -> Bool {
        switch kind {
        case .tpm2: !pcrs.isEmpty
        case .psa: components != nil
        }
    }
}
