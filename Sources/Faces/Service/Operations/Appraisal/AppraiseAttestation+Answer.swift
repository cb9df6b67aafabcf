internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Logging
internal import Model
internal import Release

extension AppraiseAttestation {
    /// The answer, its token bound to all of it and to the evidence: a device tells it from anybody else's.
    func answer(_ appraisal: Appraisal, releasing released: ReleasedSecret? = nil) async throws -> AttestationAnswer {
        let (result, message) = (appraisal.result, appraisal.message)
        var answer = AttestationAnswer(result, released)
        let binding = AttestationAnswer.binding(
            status: answer.status,
            findings: answer.findings,
            sealed: answer.sealed,
            encapsulated: answer.encapsulated,
            to: message
        )
        let now = recorder.now()
        answer.result = try await EAR.encode(
            result,
            EAR.Context(
                build: "bedplate " + BedplateService.version,
                developer: "Bedplate",
                policy: EAR.PolicyIdentifier(name: appraisal.policyName, version: appraisal.policyVersion),
                // What anybody can send says nothing about the device that it names.
                device: appraisal.isAuthentic ? appraisal.device.id : nil,
                root: appraisal.device.root.kind,
                nonce: [UInt8](message.nonce),
                issuedAt: now,
                expiresAt: now.addingTimeInterval(resultLifetime),
                answer: try HashAlgorithm.sha256.digest(binding)
            ),
            signer: resultSigner
        )
        return answer
    }

    /// Answers what is not recorded.
    func answer(unrecorded appraisal: Appraisal, _ phases: inout PhaseClock) async throws -> AttestationAnswer {
        let answer = try await answer(appraisal)
        phases.end("sign")
        log(appraisal, recorded: false)
        return answer
    }

    func log(_ appraisal: Appraisal, recorded: Bool) {
        let result = appraisal.result
        logger.log(
            level: result.tier == .affirming ? .info : .notice,
            "evidence was appraised",
            metadata: [
                "device": "\(appraisal.device.id)", "tier": "\(result.tier.rawValue)",
                "policy": "\(appraisal.policyName)", "recorded": "\(recorded)",
                "failed": "\(result.judgement.failures.map(\.code.rawValue).joined(separator: ","))",
            ]
        )
    }
}

extension AttestationAnswer {
    /// Without its token.
    fileprivate init(_ result: AttestationResult, _ released: ReleasedSecret?) {
        self.init(
            status: result.tier.rawValue,
            result: "",
            findings: result.judgement.findings.filter { $0.severity != .held }.map(\.description),
            sealed: nil
        )
        switch released {
        case .sealed(let message): sealed = message
        case .encapsulated(let message): encapsulated = message
        case nil: break
        }
    }
}
