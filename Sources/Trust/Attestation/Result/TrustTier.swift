/// The trustworthiness tier of AR4SI (draft-ietf-rats-ar4si, 3.2), as EAR's `ear.status` says it.
public enum TrustTier: String, Sendable, Codable {
    case none
    case affirming
    case warning
    case contraindicated
}
