/// Whose data it is. Every table carries it, every look-up names it.
public struct Tenant: RawRepresentable, Hashable, Sendable, Codable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(_ rawValue: String) { self.rawValue = rawValue }

    /// The one tenant of an embedded installation.
    public static let `default` = Tenant("default")
}
