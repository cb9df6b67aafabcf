import Foundation
import GRDB
import Ledger
import Model
import StoreConformance
import StoreSQLite
import Testing

/// A byte changed in a copy of the file is found by the audit that has a checkpoint and the key.
@Suite struct CorruptionTests {
    private static let entries = 530

    @Test func `a changed byte in any column of any ledger table is found`() async throws {
        let original = try await Original()
        var tried = 0
        for table in ["ledger", "ledger_leaf", "ledger_tile", "ledger_checkpoint"] {
            for (row, column, places) in try original.fields(of: table) {
                for place in places {
                    let copy = try original.copy()
                    try change(table, row, column, at: place, in: copy)
                    let found = await original.finds(copy)
                    #expect(found, "\(table), row \(row), \(column), place \(place)")
                    tried += 1
                }
            }
        }
        #expect(tried > 60)
        #expect(await original.finds(try original.copy()) == false)
    }

    @Test func `a byte flipped anywhere in the file is found, or changes nothing in the ledger`() async throws {
        let original = try await Original()
        let contents = try original.contents(original.path)
        let size = try Data(contentsOf: URL(fileURLWithPath: original.path)).count
        var found = 0
        for _ in 0..<150 {
            let copy = try original.copy()
            let place = Int.random(in: 0..<size)
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: copy))
            try file.seek(toOffset: UInt64(place))
            let byte = try file.read(upToCount: 1)?.first ?? 0
            try file.seek(toOffset: UInt64(place))
            try file.write(contentsOf: Data([byte ^ (1 << UInt8.random(in: 0..<8))]))
            try file.close()
            if await original.finds(copy) {
                found += 1
            } else {
                #expect(try original.contents(copy) == contents, "byte \(place)")
            }
        }
        #expect(found > 50)
    }

    private func change(_ table: String, _ row: Int64, _ column: String, at place: Int, in path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { db in
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            let stored: DatabaseValue =
                try Row.fetchOne(db, sql: "SELECT \(column) FROM \(table) WHERE rowid = ?", arguments: [row])?[0]
                ?? .null
            let changed: DatabaseValue
            switch stored.storage {
            case .null: changed = "x".databaseValue
            case .int64(let number): changed = (number ^ (1 << Int64(place))).databaseValue
            case .double(let number): changed = (number + 1).databaseValue
            case .string(let text):
                var bytes = Array(text.utf8)
                bytes[place] ^= 1
                changed = String(decoding: bytes, as: UTF8.self).databaseValue
            case .blob(let data):
                var bytes = [UInt8](data)
                bytes[place] ^= 1
                changed = Data(bytes).databaseValue
            }
            try db.execute(
                sql: "UPDATE OR REPLACE \(table) SET \(column) = ? WHERE rowid = ?",
                arguments: [changed, row]
            )
        }
        try queue.close()
    }

    /// A store with a checkpoint that the verifier kept, closed: one file.
    private final class Original {
        let folder: TemporaryFolder
        let path: String
        let checkpoint: String

        init() async throws {
            folder = try TemporaryFolder()
            path = folder.file("store.sqlite")
            let store = try SQLiteStore(path: path)
            let records = (0..<CorruptionTests.entries).map { Sample.record($0, device: $0 % 3 == 0 ? nil : "d") }
            try await store.commit([], evidence: records, tenant: .default)
            checkpoint = try await store.signCheckpoint(
                origin: Sample.origin,
                signer: Sample.signer(),
                tenant: .default
            )
            try store.close()
        }

        func copy() throws -> String {
            let copy = folder.file("copy.sqlite")
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
            try FileManager.default.copyItem(atPath: path, toPath: copy)
            return copy
        }

        /// Whether opening, the storage check or the audit objects.
        func finds(_ path: String) async -> Bool {
            do {
                let store = try SQLiteStore(path: path)
                defer { try? store.close() }
                let audit = try LedgerAudit(key: Sample.key(), since: [checkpoint])
                let judgement = try await audit.judge(store, tenant: .default)
                guard judgement.holds else { return true }
                return try await !store.checkStorage().holds
            } catch {
                return true
            }
        }

        func contents(_ path: String) throws -> [String] {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            return try queue.read { db in
                try ["ledger", "ledger_leaf", "ledger_tile", "ledger_checkpoint"].flatMap { table in
                    try Row.fetchAll(db, sql: "SELECT * FROM \(table) ORDER BY rowid").map { row in
                        "\(table) " + row.databaseValues.map { "\($0)" }.joined(separator: "|")
                    }
                }
            }
        }

        /// First, middle and last row of the table, each column, and the places in it to change.
        func fields(of table: String) throws -> [(row: Int64, column: String, places: [Int])] {
            let queue = try DatabaseQueue(path: path)
            defer { try? queue.close() }
            return try queue.read { db in
                let ids = try Int64.fetchAll(db, sql: "SELECT rowid FROM \(table) ORDER BY rowid")
                let chosen = Set([ids.first, ids[ids.count / 2], ids.last].compactMap { $0 }).sorted()
                return try chosen.flatMap { id in
                    let row = try Row.fetchOne(db, sql: "SELECT * FROM \(table) WHERE rowid = ?", arguments: [id])
                    return (row ?? Row()).map { column, value in
                        let length =
                            switch value.storage {
                            case .string(let text): text.utf8.count
                            case .blob(let data): data.count
                            case .int64: 40
                            default: 1
                            }
                        return (id, column, Array(Set([0, length / 2, length - 1])).sorted())
                    }
                }
            }
        }
    }
}
