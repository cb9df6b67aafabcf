internal import Attestation
internal import Model
internal import Release

/// Seals a secret to the device that was just affirmed, and to the boot that it showed: neither another device nor another
/// boot opens it.
///
/// Only decides and wraps: the secret leaves with the commit that records it.
struct ReleaseSecret: Sendable {
    var recorder: Recorder
    var vault: SecretVault

    struct Outcome: Sendable {
        /// The appraisal's result with the findings of the release. A forged certification is held against the device;
        /// that a secret does not exist, or wants another policy, is not.
        var result: AttestationResult
        var released: ReleasedSecret?
        var secret: String
        /// Hexadecimal; empty when nothing could be sealed to anything.
        var recipient: String
    }

    func callAsFunction(
        _ name: String,
        of evidence: any RootEvidence,
        _ context: AppraisalContext,
        _ result: AttestationResult
    ) async throws -> Outcome {
        var outcome = Outcome(result: result, secret: Judgement.printable(name), recipient: "")
        guard let recipient = try evidence.recipient(context, &outcome.result) else { return outcome }
        outcome.recipient = recipient.name
        guard outcome.result.tier == .affirming else { return outcome }
        guard name.utf8.count <= 64,
            let stored = try await recorder.store.secret(named: name, tenant: recorder.tenant)
        else {
            outcome.result.judgement.add(
                Finding(
                    .releaseSecret,
                    claim: "the secret is stored",
                    expected: "a stored secret",
                    found: outcome.secret
                )
            )
            return outcome
        }
        guard stored.policy == context.policy.name else {
            outcome.result.judgement.add(
                Finding(
                    .releasePolicy,
                    claim: "the device was appraised under the secret's own policy",
                    expected: stored.policy,
                    found: context.policy.name
                )
            )
            return outcome
        }
        let secret = try vault.open(stored, tenant: recorder.tenant)
        outcome.released = try recipient.seal(secret, named: name, &outcome.result.judgement)
        return outcome
    }
}
