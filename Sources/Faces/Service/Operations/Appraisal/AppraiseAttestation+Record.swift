internal import API
internal import Attestation
internal import Model
internal import Wire

extension AppraiseAttestation {
    /// Commits the outcome of authentic evidence with its records, then answers.
    ///
    /// - Throws: a conflict located at `consumeNonce` for a nonce that was used before, at `advanceClock` when another
    ///   quote of the device was accepted meanwhile.
    func record(_ appraisal: Appraisal, _ phases: inout PhaseClock) async throws -> AttestationAnswer {
        guard let nonce = appraisal.nonce else {
            throw BedplateError(.malformed, "evidence without a nonce of ours is not recorded")
        }
        let (device, result) = (appraisal.device, appraisal.result)
        let isVerified = result.isVerified
        let affirming = result.tier == .affirming
        let released = affirming ? appraisal.releasing?.released : nil
        let answer = try await answer(appraisal, releasing: released)
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
                    evidence: isVerified ? try appraisal.message.withoutRelease() : nil,
                    at: recorder.now()
                )
            )
        )
        var records = [appraised(appraisal)]
        if let outcome = appraisal.releasing, released != nil { records.append(self.released(outcome, appraisal)) }
        try await recorder.commit(changes, records)
        phases.end("commit")
        log(appraisal, recorded: true)
        return answer
    }

    private func appraised(_ appraisal: Appraisal) -> EvidenceRecord {
        let result = appraisal.result
        var failed: [String] = []
        for code in result.judgement.failures.map(\.code.rawValue) where !failed.contains(code) { failed.append(code) }
        var fields = policyFields(appraisal)
        fields["tier"] = result.tier.rawValue
        fields["failed"] = failed.joined(separator: ",")
        fields["nonce"] = Hexadecimal.encode([UInt8](appraisal.message.nonce))
        if let reference = appraisal.reference {
            fields["reference"] = reference.name
            fields["reference.version"] = String(reference.version)
        }
        if let finding = result.judgement.failures.first {
            fields["first.claim"] = finding.claim
            fields["first.expected"] = finding.expected
            fields["first.found"] = finding.found
        }
        if let log = appraisal.evidence.log { fields["log.sha256"] = Recorder.sha256(log) }
        if let layers = result.layers {
            fields["lifecycle"] = layers.lifecycle
            fields["debug"] = layers.debug.map { String($0.rawValue) }
        }
        return recorder.record(
            "evidence.appraised",
            .attested,
            result.tier == .affirming ? .supports : .refutes,
            about: appraisal.device,
            simulated: appraisal.device.root.simulated,
            raw: appraisal.evidence.statement,
            fields
        )
    }

    private func released(_ released: ReleaseSecret.Outcome, _ appraisal: Appraisal) -> EvidenceRecord {
        var fields = policyFields(appraisal)
        fields["secret"] = released.secret
        // Of a TPM the Name of its storage key; of a PSA root the SHA-256 of its layer's key.
        fields["storage-key"] = released.recipient
        return recorder.record(
            "secret.released",
            .attested,
            about: appraisal.device,
            simulated: appraisal.device.root.simulated,
            fields
        )
    }

    private func policyFields(_ appraisal: Appraisal) -> [String: String] {
        var fields = ["policy": appraisal.policyName]
        if let version = appraisal.policyVersion { fields["policy.version"] = String(version) }
        return fields
    }
}
