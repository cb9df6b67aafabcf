/// CK_INFO: how a module presents itself.
public struct ModuleInfo: Hashable, Sendable {
    public var manufacturer: String
    public var description: String
    /// `2.6`
    public var version: String

    public init(manufacturer: String, description: String, version: String) {
        self.manufacturer = manufacturer
        self.description = description
        self.version = version
    }
}
