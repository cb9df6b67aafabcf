/// What a key of the control tree must have signed: its `required`.
public enum FITRequirement: String, Hashable, Sendable, Codable {
    case configuration = "conf"
    case image
}
