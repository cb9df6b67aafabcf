internal import GRDB
internal import Ledger
public import Model

internal import struct Foundation.Data

extension SQLiteStore {
    public func ledgerSize(tenant: Tenant) async throws -> UInt64 {
        try reading { db in try Self.size(tenant, in: db) }
    }

    public func leaves(_ range: Range<UInt64>, tenant: Tenant) async throws -> [LedgerLeaf] {
        // Positions beyond 2^63 do not exist.
        guard let first = Int64(exactly: range.lowerBound) else { return [] }
        let end = Int64(exactly: range.upperBound) ?? .max
        return try reading { db in
            var leaves: [LedgerLeaf] = []
            for row in try db.rows(.leaves, [tenant.rawValue, first, end]) {
                guard try row.value("position", as: Int64.self) == first + Int64(leaves.count) else { break }
                leaves.append(LedgerLeaf(bytes: try row.bytes("leaf"), place: try row.optional("device")))
            }
            return leaves
        }
    }

    public func tile(level: Int, index: UInt64, tenant: Tenant) async throws -> [UInt8]? {
        try reading { db in try Self.tile(TileCoordinate(level: level, index: index), tenant, in: db) }
    }

    public func tiles(_ places: [(level: Int, index: UInt64)], tenant: Tenant) async throws -> [[UInt8]?] {
        try reading { db in
            try places.map { try Self.tile(TileCoordinate(level: $0.level, index: $0.index), tenant, in: db) }
        }
    }

    public func checkpoint(tenant: Tenant) async throws -> String? {
        try reading { db in try db.row(.checkpoint, [tenant.rawValue])?.value("note") }
    }

    public func putCheckpoint(_ note: String, size: UInt64, tenant: Tenant) async throws {
        try await writing { db in
            let new = try Checkpoint(parsing: SignedNote(parsing: note).text)
            guard new.size == size else {
                throw BedplateError(.malformed, "the checkpoint covers \(new.size) entries, not \(size)")
            }
            let stored = try db.row(.checkpoint, [tenant.rawValue]).map { row in
                try Checkpoint(parsing: SignedNote(parsing: row.value("note")).text)
            }
            guard size <= (try Self.size(tenant, in: db)), size >= stored?.size ?? 0 else {
                throw BedplateError(
                    .conflict,
                    "the checkpoint's size is beyond the ledger or behind the stored checkpoint",
                    location: "putCheckpoint"
                )
            }
            try db.run(.putCheckpoint, [tenant.rawValue, note])
        }
    }

    static func size(_ tenant: Tenant, in db: Database) throws -> UInt64 {
        guard let row = try db.row(.ledgerSize, [tenant.rawValue]) else { return 0 }
        guard let size = UInt64(exactly: try row.value("size", as: Int64.self)) else {
            throw BedplateError(.corrupt, "the ledger's size is negative")
        }
        return size
    }

    static func tile(_ coordinate: TileCoordinate, _ tenant: Tenant, in db: Database) throws -> [UInt8]? {
        guard let index = Int64(exactly: coordinate.index) else { return nil }
        return try db.row(.tile, [tenant.rawValue, coordinate.level, index])?.bytes("hashes")
    }
}
