import Ledger
import Model
import StoreConformance

/// A ledger in memory that an attacker rewrites at will.
struct MemoryLedger: LedgerStore {
    var size: UInt64 = 0
    var leaves: [UInt64: LedgerLeaf] = [:]
    var tiles: [TileCoordinate: [UInt8]] = [:]
    var note: String?

    init(_ records: [EvidenceRecord]) throws {
        let leaves = try records.map { LedgerLeaf(bytes: try $0.canonicalBytes(), place: $0.subject.place) }
        try append(leaves)
    }

    init(leaves: [LedgerLeaf]) throws { try append(leaves) }

    mutating func append(_ more: [LedgerLeaf]) throws {
        let before = tiles
        var tree = TiledTree(size: size) { before[$0] }
        for tile in try tree.append(more.map { TreeHash(leaf: $0.bytes) }) { tiles[tile.coordinate] = tile.bytes }
        for leaf in more {
            leaves[size] = leaf
            size += 1
        }
    }

    /// The leaves in order, for an attacker who builds the ledger anew.
    var sequence: [LedgerLeaf] { (0..<size).compactMap { leaves[$0] } }

    func ledgerSize(tenant: Tenant) async throws -> UInt64 { size }
    func leaves(_ range: Range<UInt64>, tenant: Tenant) async throws -> [LedgerLeaf] {
        var found: [LedgerLeaf] = []
        for place in range {
            guard let leaf = leaves[place] else { break }
            found.append(leaf)
        }
        return found
    }
    func tile(level: Int, index: UInt64, tenant: Tenant) async throws -> [UInt8]? {
        tiles[TileCoordinate(level: level, index: index)]
    }
    func checkpoint(tenant: Tenant) async throws -> String? { note }
    func putCheckpoint(_ note: String, size: UInt64, tenant: Tenant) async throws {}

    func signed() async throws -> String {
        let root = try await root(at: size, tenant: .default)
        let checkpoint = Checkpoint(origin: Sample.origin, size: size, root: root)
        return try await SignedNote.sign(checkpoint.text, name: Sample.origin, with: Sample.signer()).description
    }
}
