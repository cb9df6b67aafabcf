internal import API
internal import Attestation
internal import Model

/// One message of a device and what was concluded from it, before anything is stored.
struct Appraisal: Sendable {
    let message: EvidenceMessage
    let evidence: any RootEvidence
    let device: Device
    /// The nonce if it was ours and in time.
    var nonce: Nonce?
    /// The version of the policy; nil when there is no policy of that name, or it was not looked for.
    var policyVersion: Int?
    /// The reference values that were compared with; nil when there are none.
    var reference: (name: String, version: Int)?
    var result: AttestationResult
    var releasing: ReleaseSecret.Outcome?

    init(message: EvidenceMessage, evidence: any RootEvidence, device: Device) {
        self.message = message
        self.evidence = evidence
        self.device = device
        result = AttestationResult(tier: .none, vector: TrustVector(), judgement: Judgement())
    }

    /// Whether the device's own key signed the statement over a nonce of ours. Until then nothing says that the message
    /// comes from the device: anybody can send one.
    var isAuthentic: Bool {
        guard nonce != nil else { return false }
        var isSigned = false
        var isFresh = false
        for finding in result.judgement.findings where finding.severity == .held {
            if finding.code == .statementSignature || finding.code == .tokenSignature { isSigned = true }
            if finding.code == .statementNonce || finding.code == .tokenNonce { isFresh = true }
        }
        return isSigned && isFresh
    }

    /// The policy as results and records name it: a name that a stranger gave is made printable.
    var policyName: String { Judgement.printable(message.policy) }
}
