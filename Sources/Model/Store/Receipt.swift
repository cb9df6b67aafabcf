/// Where in the tenant's ledger a record went.
public struct Receipt: Hashable, Sendable, Codable {
    /// Counts from 0.
    public var index: UInt64
    /// Hexadecimal RFC 6962 leaf hash.
    public var leafHash: String

    public init(index: UInt64, leafHash: String) {
        self.index = index
        self.leafHash = leafHash
    }
}
