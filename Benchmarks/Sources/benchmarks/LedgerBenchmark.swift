import Foundation
import GRDB
import Glibc
import Ledger
import Model
import StoreSQLite

/// Appending to the ledger, durable, with the proof that the entry is in it; against what durability alone costs on the
/// same disk: one flush of as many octets, and one transaction of bare SQLite.
enum LedgerBenchmark {
    /// Entries before the measurement: the tree has a second level of tiles.
    static let filled = 20_000
    static let batch = 100

    static func run() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.path + "/ledger.sqlite")
        let octets = try await octetsOfCommit(in: directory)
        for start in stride(from: 0, to: filled, by: 1000) {
            try await store.commit([], evidence: (0..<1000).map { record(start + $0) }, tenant: .default)
        }
        let flushed = try FlushedFile(path: directory.path + "/flushed", octets: octets)
        let bare = try BareSQLite(path: directory.path + "/bare.sqlite")
        let leaf = Data(try record(0).canonicalBytes())
        var number = filled
        func append(_ count: Int) async throws -> [Receipt] {
            let records = (0..<count).map { record(number + $0) }
            number += count
            return try await store.commit([], evidence: records, tenant: .default)
        }
        func prove(_ receipts: [Receipt]) async throws -> [InclusionProof] {
            let size = try await store.ledgerSize(tenant: .default)
            return try await store.inclusionProofs(of: receipts.map(\.index), in: size, tenant: .default)
        }
        try await check(prove(append(batch)), store)
        let timings = try await Comparison(rounds: 31, slice: .milliseconds(60))([
            Candidate("overwrite \(octets / 1024) KiB, fdatasync") { for _ in 0..<$0 { try flushed.write() } },
            Candidate("bare SQLite: one row, one commit") { for _ in 0..<$0 { try bare.insert(leaf) } },
            Candidate("append one") { for _ in 0..<$0 { _ = try await append(1) } },
            Candidate("append one, with its proof") { for _ in 0..<$0 { _ = try await prove(append(1)) } },
            Candidate("append \(batch)") { for _ in 0..<$0 { _ = try await append(batch) } },
            Candidate("append \(batch), with a proof each") { for _ in 0..<$0 { _ = try await prove(append(batch)) } },
            Candidate("prove one of \(filled) and more") { count in
                for index in 0..<count {
                    let size = try await store.ledgerSize(tenant: .default)
                    let entry = UInt64(index * 7919 % filled)
                    _ = try await store.inclusionProof(of: entry, in: size, tenant: .default)
                }
            },
        ])
        var table = Table(
            "Ledger on SQLite, durable at each return, \(filled) entries and more",
            "",
            "µs",
            "entries a second",
            "of it the flush"
        )
        let flush = timings[0]
        for timing in timings {
            let entries = timing.name.contains("\(batch)") && timing.name.hasPrefix("append") ? batch : 1
            let share = min(1, timing.speed(against: flush))
            table.add(
                timing.name,
                Table.microseconds(timing.median),
                timing.name == flush.name ? "" : Table.rate(Double(entries) / timing.median),
                timing.name == flush.name || timing.name.hasPrefix("prove") ? "" : Table.number(share)
            )
        }
        table.print()
        try store.close()
    }

    private static func record(_ number: Int) -> EvidenceRecord {
        EvidenceRecord(
            kind: "evidence.appraised",
            class: .attested,
            subject: .init(device: "device-\(number % 100)", part: "IBM SW TPM", role: .report),
            collector: .init(tool: "bedplate", version: "0"),
            rawSHA256: String(repeating: "a", count: 64),
            fields: ["tier": "affirming", "policy": "lab", "number": "\(number)"],
            collectedAt: Date(timeIntervalSince1970: 1_700_000_000),
            simulated: true
        )
    }

    /// What was proven is proven: else a fast proof is worth nothing.
    private static func check(_ proofs: [InclusionProof], _ store: SQLiteStore) async throws {
        guard let size = proofs.first?.size else { throw WrongOutcome("no proof") }
        let root = try await store.root(at: size, tenant: .default)
        for proof in proofs {
            let leaves = try await store.leaves(proof.index..<proof.index + 1, tenant: .default)
            guard let leaf = leaves.first, proof.proves(leaf: TreeHash(leaf: leaf.bytes), in: root) else {
                throw WrongOutcome("a proof does not hold")
            }
        }
    }

    /// How many octets one commit adds to the write-ahead log, before it is reused.
    private static func octetsOfCommit(in directory: TemporaryDirectory) async throws -> Int {
        let path = directory.path + "/sizing.sqlite"
        let store = try SQLiteStore(path: path)
        func size() throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: path + "-wal")
            return (attributes[.size] as? NSNumber)?.intValue ?? 0
        }
        try await store.commit([], evidence: (0..<200).map(record), tenant: .default)
        let before = try size()
        for number in 0..<20 { try await store.commit([], evidence: [record(number)], tenant: .default) }
        let octets = (try size() - before) / 20
        try store.close()
        guard octets > 0 else { throw WrongOutcome("the write-ahead log did not grow") }
        return octets
    }
}

/// A file that is overwritten and flushed, as SQLite does with a write-ahead log that has its size.
private final class FlushedFile {
    private let file: FileHandle
    private let data: Data
    private var place: UInt64 = 0
    private static let size = 4 << 20

    init(path: String, octets: Int) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(count: Self.size)),
            let file = FileHandle(forUpdatingAtPath: path)
        else { throw WrongOutcome("no file") }
        self.file = file
        data = Data(repeating: 0xA5, count: octets)
        try file.synchronize()
    }

    func write() throws {
        if place + UInt64(data.count) > UInt64(Self.size) { place = 0 }
        try file.seek(toOffset: place)
        try file.write(contentsOf: data)
        guard fdatasync(file.fileDescriptor) == 0 else { throw WrongOutcome("fdatasync") }
        place += UInt64(data.count)
    }
}

/// One table and nothing else, as durable as the store.
private final class BareSQLite {
    private let queue: DatabasePool

    init(path: String) throws {
        queue = try DatabasePool(path: path)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: "PRAGMA synchronous = FULL; CREATE TABLE leaf (position INTEGER PRIMARY KEY, leaf BLOB)"
            )
        }
    }

    func insert(_ leaf: Data) throws {
        try queue.write { db in
            try db.cachedStatement(sql: "INSERT INTO leaf (leaf) VALUES (?)").execute(arguments: [leaf])
        }
    }
}
