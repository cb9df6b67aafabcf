internal import Attestation
internal import Model

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

extension Finding {
    static let replayed = Finding(
        .nonceReplayed,
        claim: "the nonce was not used before",
        expected: "a fresh nonce",
        found: "replayed"
    )
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
