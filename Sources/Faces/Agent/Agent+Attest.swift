public import API
internal import Client
internal import Foundation
internal import Model
internal import Terminal

extension Agent {
    /// Shows what was measured, signed over the service's nonce.
    ///
    /// - Parameters:
    ///   - policy: nil for the one of the enrolment.
    ///   - secret: the name of a secret to ask for; kept, sealed, in the state directory.
    public func attest(policy: String?, releasing secret: String?, service: String?) async throws
        -> AttestationAnswer
    {
        let identity = try identity()
        guard let policy = policy ?? identity.policy else {
            throw BedplateError(.malformed, "no policy was named", hint: "give --policy NAME")
        }
        guard let resultKey = identity.resultKey else {
            throw BedplateError(
                .environment,
                "the device was enrolled without the service's key for results",
                hint: "`bedplate-agent enroll` again"
            )
        }
        return try await Client.connected(to: try ServiceAddress(service ?? identity.service)) { client in
            let grant = try await client.nonce(NonceRequest(policy: policy), device: identity.device)
            let evidence = try root.evidence(grant, policy: policy, identity, asking: secret)
            Terminal.progress("presenting the evidence")
            let answer = try await client.attest(evidence, device: identity.device)
            try AnswerCheck(key: resultKey, device: identity.device)(answer, to: evidence)
            if let secret, let kept = KeptSecret(answer) { try state.store(kept, named: secret) }
            return answer
        }
    }
}
