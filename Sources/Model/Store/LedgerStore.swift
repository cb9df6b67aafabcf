/// The raw reads that proofs and an audit need. Leaves and hashes are given as they are stored, verified or not.
public protocol LedgerStore: Sendable {
    func ledgerSize(tenant: Tenant) async throws -> UInt64
    /// The leaves of `range` from its beginning; ends before the first one that is absent.
    func leaves(_ range: Range<UInt64>, tenant: Tenant) async throws -> [LedgerLeaf]
    /// A tile of hashes (C2SP tlog-tiles, height 8): up to 256 hashes of 32 octets, concatenated; nil when absent.
    func tile(level: Int, index: UInt64, tenant: Tenant) async throws -> [UInt8]?
    /// Several tiles, in the order of their places: what a proof needs, by one read where the store can.
    func tiles(_ places: [(level: Int, index: UInt64)], tenant: Tenant) async throws -> [[UInt8]?]
    /// The newest signed checkpoint, as a C2SP signed note; nil when none was made yet.
    func checkpoint(tenant: Tenant) async throws -> String?
    /// Stores a checkpoint for a size that the ledger has reached and that is not below the stored one's.
    func putCheckpoint(_ note: String, size: UInt64, tenant: Tenant) async throws
}

extension LedgerStore {
    /// One after another.
    public func tiles(_ places: [(level: Int, index: UInt64)], tenant: Tenant) async throws -> [[UInt8]?] {
        var tiles: [[UInt8]?] = []
        for place in places { tiles.append(try await tile(level: place.level, index: place.index, tenant: tenant)) }
        return tiles
    }
}
