/// Where a private key lives and whether it can leave.
public struct KeyHome: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable {
        /// A file, encrypted under a passphrase.
        case software
    }

    public var kind: Kind
    /// For a person: a path or a token's label; never a secret.
    public var location: String
    /// Whether the private key can be copied out of its home.
    public var exportable: Bool

    public init(kind: Kind, location: String, exportable: Bool) {
        self.kind = kind
        self.location = location
        self.exportable = exportable
    }
}
