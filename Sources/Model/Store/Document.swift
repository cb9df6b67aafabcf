public import struct Foundation.Date

/// A named text that the operator gave: reference values or a policy. Every version is kept; the newest counts.
public struct Document: Hashable, Sendable, Codable {
    public enum Kind: String, Sendable, Codable {
        case reference
        case policy
    }

    public var kind: Kind
    public var name: String
    /// Counts from 1.
    public var version: Int
    /// The bytes as they were given.
    public var content: [UInt8]
    public var storedAt: Date

    public init(kind: Kind, name: String, version: Int, content: [UInt8], storedAt: Date) {
        self.kind = kind
        self.name = name
        self.version = version
        self.content = content
        self.storedAt = storedAt
    }
}
