internal import API
internal import Attestation
internal import Logging
internal import Model
internal import Release

/// Appraises a device's evidence, records the outcome, and releases a secret if one was asked for and may go.
///
/// Cheap checks come first: device, nonce, policy. What the device's key did not sign over a nonce of ours is answered
/// and logged, but neither consumes the nonce nor enters the ledger: else anybody could fill it. Everything else is
/// one commit; the answer, and with it a secret, leaves only after that.
struct AppraiseAttestation: Sendable {
    var recorder: Recorder
    var nonceKey: [UInt8]
    var resultSigner: any Signer
    /// Seconds that nonces are good for.
    var nonceLifetime: Double
    /// Seconds that a result may be relied on.
    var resultLifetime: Double
    var release: ReleaseSecret
    var logger: Logger

    /// How often a commit is tried again when the device attests in parallel with itself.
    static let attempts = 4

    func callAsFunction(
        _ message: EvidenceMessage,
        device id: String,
        phases: inout PhaseClock
    ) async throws -> AttestationAnswer {
        let evidence = try message.evidence()
        phases.end("decode")
        for _ in 0..<Self.attempts {
            guard let device = try await recorder.store.device(id: id, tenant: recorder.tenant) else {
                throw BedplateError(.notFound, "no such device", hint: "enrol it first")
            }
            guard type(of: evidence).kind == device.root.kind else {
                throw BedplateError(.malformed, "the evidence is of another kind of root than the device has")
            }
            phases.end("lookup")
            var appraisal = Appraisal(message: message, evidence: evidence, device: device)
            try await appraise(&appraisal, &phases)
            guard appraisal.isAuthentic else { return try await answer(unrecorded: appraisal, &phases) }
            do {
                return try await record(appraisal, &phases)
            } catch let error as BedplateError where error.code == .conflict && error.location == "consumeNonce" {
                appraisal.result = .refused(.replayed)
                return try await answer(unrecorded: appraisal, &phases)
            } catch let error as BedplateError where error.code == .conflict && error.location == "advanceClock" {
                // A quote of the same device was accepted meanwhile, or the device retired: judge again with what is.
                continue
            }
        }
        throw BedplateError(.conflict, "the device attests several times at once", hint: "ask for a new nonce")
    }

    private func appraise(_ appraisal: inout Appraisal, _ phases: inout PhaseClock) async throws {
        let (message, device) = (appraisal.message, appraisal.device)
        guard device.state == .enrolled else {
            appraisal.result = .refused(.retired)
            return
        }
        let nonce: Nonce
        do throws(Nonce.Refusal) {
            nonce = try Nonce(
                [UInt8](message.nonce),
                for: device.id,
                tenant: recorder.tenant,
                key: nonceKey,
                now: recorder.now()
            )
        } catch {
            appraisal.result = .refused(error.finding)
            return
        }
        appraisal.nonce = nonce
        guard let policy = try await recorder.policy(named: message.policy) else {
            appraisal.result = .unknown(policy: message.policy)
            return
        }
        let reference = try await recorder.reference(named: policy.content.reference)
        appraisal.policyVersion = policy.version
        appraisal.reference = reference.map { (policy.content.reference, $0.version) }
        let context = AppraisalContext(
            device: device,
            policy: policy.content,
            reference: reference?.content,
            nonce: nonce,
            now: Nonce.order(now: recorder.now(), lifetime: nonceLifetime)
        )
        phases.end("policy")
        appraisal.result = try appraisal.evidence.appraise(context)
        phases.end("appraise")
        guard let secret = appraisal.evidence.secret else { return }
        let outcome = try await release(secret, of: appraisal.evidence, context, appraisal.result)
        appraisal.result = outcome.result
        appraisal.releasing = outcome
        phases.end("seal")
    }
}
