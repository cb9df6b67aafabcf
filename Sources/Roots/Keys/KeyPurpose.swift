/// What a key is for.
public enum KeyPurpose: String, Sendable, Codable, CaseIterable {
    /// Signs what devices in the field boot.
    case release
    /// Signs what developers' boards boot.
    case development
}
