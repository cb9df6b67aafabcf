internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Logging
internal import Model
internal import Release
internal import TPM2
internal import Wire

/// Appraises a device's evidence, records the outcome, and releases a secret if one was asked for and may go.
///
/// Cheap checks come first: device, nonce, policy. What the device's key did not sign over a nonce of ours is answered
/// and logged, but neither consumes the nonce nor enters the ledger: else anybody could fill it. Everything else is
/// one commit; the answer, and with it a secret, leaves only after that.
struct AppraiseAttestation: Sendable {
    var recorder: Recorder
    var nonceKey: [UInt8]
    var resultSigner: any Signer
    var release: ReleaseSecret
    var logger: Logger

    /// How often a commit is tried again when the device attests in parallel with itself.
    static let attempts = 4

    func callAsFunction(
        _ message: AttestationEvidence,
        device id: String,
        phases: inout PhaseClock
    ) async throws -> AttestationAnswer {
        let evidence = try Evidence(message)
        phases.end("decode")
        for _ in 0..<Self.attempts {
            guard let device = try await recorder.store.device(id: id, tenant: recorder.tenant) else {
                throw BedplateError(.notFound, "no such device", hint: "enrol it first")
            }
            phases.end("lookup")
            let appraisal = try await appraise(evidence, message, device, &phases)
            guard let nonce = appraisal.nonce, appraisal.isAuthentic else {
                return try await answer(unrecorded: appraisal, message, device, &phases)
            }
            do {
                return try await record(appraisal, nonce, evidence, message, device, &phases)
            } catch let error as BedplateError where error.code == .conflict && error.location == "consumeNonce" {
                var replayed = appraisal
                replayed.result = .refused(
                    Finding(
                        .nonceReplayed,
                        claim: "the nonce was not used before",
                        expected: "a fresh nonce",
                        found: "replayed"
                    )
                )
                return try await answer(unrecorded: replayed, message, device, &phases)
            } catch let error as BedplateError where error.code == .conflict && error.location == "advanceClock" {
                // A quote of the same device was accepted meanwhile, or the device retired: judge again with what is.
                continue
            }
        }
        throw BedplateError(.conflict, "the device attests several times at once", hint: "ask for a new nonce")
    }

    /// What was concluded, before anything is stored.
    private struct Appraisal {
        var result: AttestationResult
        /// The nonce if it was ours and in time.
        var nonce: Nonce?
        var releasing: ReleaseSecret.Outcome?

        /// Whether the device's own key signed the statement over the nonce.
        var isAuthentic: Bool {
            let held = Set(result.judgement.findings.filter { $0.severity == .held }.map(\.code))
            return nonce != nil && held.contains(.statementSignature) && held.contains(.statementNonce)
        }
    }

    private func appraise(
        _ evidence: Evidence,
        _ message: AttestationEvidence,
        _ device: Device,
        _ phases: inout PhaseClock
    ) async throws -> Appraisal {
        guard device.state == .enrolled else { return Appraisal(result: .refused(Judgement.retired)) }
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
            return Appraisal(result: .refused(error.finding))
        }
        guard let policy = try await recorder.policy(named: message.policy) else {
            return Appraisal(result: .unknown(policy: message.policy), nonce: nonce)
        }
        let key = try AttestationKey(try Public(device.attestationKey))
        let appraiser = Appraiser(
            key: key,
            hierarchy: .endorsement,
            policy: policy,
            reference: try await recorder.reference(named: policy.reference),
            simulatedRoot: device.root.simulated
        )
        phases.end("policy")
        var appraisal = Appraisal(
            result: appraiser.appraise(evidence, nonce: nonce.bytes, previous: device.clock),
            nonce: nonce
        )
        phases.end("appraise")
        if let request = message.release {
            let outcome = try await release(request, policy: policy, key: key, nonce: nonce.bytes, appraisal.result)
            appraisal.result = outcome.result
            appraisal.releasing = outcome
            phases.end("seal")
        }
        return appraisal
    }

    private func record(
        _ appraisal: Appraisal,
        _ nonce: Nonce,
        _ evidence: Evidence,
        _ message: AttestationEvidence,
        _ device: Device,
        _ phases: inout PhaseClock
    ) async throws -> AttestationAnswer {
        let result = appraisal.result
        let isVerified = result.verified != nil
        let affirming = result.tier == .affirming
        let sealed = affirming ? appraisal.releasing?.sealed : nil
        let answer = try await answer(result, message, device, sealed)
        phases.end("sign")
        var changes: [Change] = [.consumeNonce(nonce.bytes, expires: nonce.expires)]
        if let clock = result.clock, isVerified {
            changes.append(.advanceClock(device: device.id, from: device.clock, to: clock))
        }
        changes.append(
            .recordOutcome(
                AttestationOutcome(
                    device: device.id,
                    affirming: affirming,
                    result: answer.result,
                    evidence: isVerified ? try message.withoutRelease() : nil,
                    at: recorder.now()
                )
            )
        )
        var records = [appraised(result, evidence, message, device)]
        if let released = appraisal.releasing, sealed != nil {
            records.append(
                recorder.record(
                    "secret.released",
                    .attested,
                    about: device,
                    simulated: device.root.simulated,
                    ["secret": released.secret, "policy": message.policy, "storage-key": released.storageKeyName]
                )
            )
        }
        try await recorder.commit(changes, records)
        phases.end("commit")
        log(result, device, message, recorded: true)
        return answer
    }

    /// Answers what is not recorded.
    private func answer(
        unrecorded appraisal: Appraisal,
        _ message: AttestationEvidence,
        _ device: Device,
        _ phases: inout PhaseClock
    ) async throws -> AttestationAnswer {
        let answer = try await answer(appraisal.result, message, device, nil)
        phases.end("sign")
        log(appraisal.result, device, message, recorded: false)
        return answer
    }

    /// The answer, its token bound to all of it and to the evidence: a device tells it from anybody else's.
    private func answer(
        _ result: AttestationResult,
        _ message: AttestationEvidence,
        _ device: Device,
        _ sealed: SealedSecret?
    ) async throws -> AttestationAnswer {
        var answer = AttestationAnswer(result, sealed.map { SealedSecretMessage($0) })
        let binding = AttestationAnswer.binding(
            status: answer.status,
            findings: answer.findings,
            sealed: answer.sealed,
            to: message
        )
        answer.result = try await EAR.encode(
            result,
            EAR.Context(
                build: "bedplate " + BedplateService.version,
                developer: "Bedplate",
                policy: Judgement.printable(message.policy),
                device: device.id,
                nonce: [UInt8](message.nonce),
                issuedAt: recorder.now(),
                answer: try HashAlgorithm.sha256.digest(binding)
            ),
            signer: resultSigner
        )
        return answer
    }

    private func appraised(
        _ result: AttestationResult,
        _ evidence: Evidence,
        _ message: AttestationEvidence,
        _ device: Device
    ) -> EvidenceRecord {
        var failed: [String] = []
        for code in result.judgement.failures.map(\.code.rawValue) where !failed.contains(code) { failed.append(code) }
        var fields = [
            "tier": result.tier.rawValue,
            "policy": message.policy,
            "failed": failed.joined(separator: ","),
            "nonce": Hexadecimal.encode([UInt8](message.nonce)),
        ]
        if let finding = result.judgement.failures.first {
            fields["first.claim"] = finding.claim
            fields["first.expected"] = finding.expected
            fields["first.found"] = finding.found
        }
        if let log = evidence.log { fields["log.sha256"] = Recorder.sha256(log) }
        return recorder.record(
            "evidence.appraised",
            .attested,
            result.tier == .affirming ? .supports : .refutes,
            about: device,
            simulated: device.root.simulated,
            raw: evidence.quote.attest,
            fields
        )
    }

    private func log(_ result: AttestationResult, _ device: Device, _ message: AttestationEvidence, recorded: Bool) {
        logger.log(
            level: result.tier == .affirming ? .info : .notice,
            "evidence was appraised",
            metadata: [
                "device": "\(device.id)", "tier": "\(result.tier.rawValue)",
                "policy": "\(Judgement.printable(message.policy))", "recorded": "\(recorded)",
                "failed": "\(result.judgement.failures.map(\.code.rawValue).joined(separator: ","))",
            ]
        )
    }
}

extension AttestationResult {
    /// Evidence that is not from this device, now: nothing about it is believed.
    static func refused(_ judgement: Judgement) -> AttestationResult {
        AttestationResult(
            tier: .contraindicated,
            vector: TrustVector(instanceIdentity: .untrustworthyInstance),
            judgement: judgement
        )
    }

    static func refused(_ finding: Finding) -> AttestationResult { refused(Judgement([finding])) }

    /// Without a policy nothing is said about the device.
    static func unknown(policy: String) -> AttestationResult {
        AttestationResult(tier: .none, vector: TrustVector(), judgement: .unknown(policy: policy))
    }
}

extension Nonce.Refusal {
    var finding: Finding {
        switch self {
        case .foreign:
            Finding(
                .nonceForeign,
                claim: "the nonce is one of this service for this device",
                expected: "a nonce that was granted to this device",
                found: "foreign"
            )
        case .expired(let date):
            Finding(
                .nonceStale,
                claim: "the nonce has not expired",
                expected: "an answer before \(Recorder.time(date))",
                found: "stale"
            )
        }
    }
}

extension AttestationAnswer {
    /// Without its token.
    fileprivate init(_ result: AttestationResult, _ sealed: SealedSecretMessage?) {
        self.init(
            status: result.tier.rawValue,
            result: "",
            findings: result.judgement.findings.filter { $0.severity != .held }.map(\.description),
            sealed: sealed
        )
    }
}
