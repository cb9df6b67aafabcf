internal import Model

/// The trustworthiness tier of AR4SI (draft-ietf-rats-ar4si, 3.2), as EAR's `ear.status` says it.
public enum TrustTier: String, Sendable, Codable {
    case none
    case affirming
    case warning
    case contraindicated

    /// The worst tier of all claims; a failed finding is never affirmed.
    init(_ vector: TrustVector, _ judgement: Judgement) {
        let tiers = vector.claims.map(\.claim.tier)
        if tiers.contains(.contraindicated) {
            self = .contraindicated
        } else {
            self = tiers.contains(.warning) || !judgement.holds ? .warning : .affirming
        }
    }
}
