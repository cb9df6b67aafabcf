import Foundation
import GRDB
import Ledger
import Model
import StoreConformance
import Testing

@testable import StoreSQLite

@Suite struct SQLiteStoreTests {
    @Test func `no statement scans a table`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("store.sqlite"))
        for sql in SQL.allCases {
            let plan = try await plan(of: sql.rawValue, in: store)
            #expect(!plan.contains("SCAN"), "\(sql): \(plan)")
        }
        // The control: a look-up without an index is seen.
        #expect(try await plan(of: "SELECT * FROM device WHERE tenant = ? AND root = ?", in: store).contains("SEARCH"))
        #expect(try await plan(of: "SELECT * FROM device WHERE root = ?", in: store).contains("SCAN"))
    }

    private func plan(of sql: String, in store: SQLiteStore) async throws -> String {
        try await store.pool.write { db in
            let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            let count = sql.count { $0 == "?" }
            statement.setUncheckedArguments(StatementArguments([Int?](repeating: 1, count: count)))
            return try Row.fetchAll(statement).map { $0["detail"] as String? ?? "" }.joined(separator: "\n")
        }
    }

    @Test func `every table has a tenant column`() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("store.sqlite"))
        let without = try await store.pool.read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT t.name FROM sqlite_schema AS t
                    WHERE t.type = 'table' AND t.name <> 'grdb_migrations' AND NOT EXISTS
                    (SELECT 1 FROM pragma_table_info(t.name) AS c WHERE c.name = 'tenant')
                    """
            )
        }
        #expect(without.isEmpty)
    }

    @Test func `commits are flushed and the files are their owner's alone`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store.sqlite")
        let store = try SQLiteStore(path: path)
        try await store.commit([], evidence: [Sample.record(0)], tenant: .default)
        let (synchronous, journal, keys) = try await store.pool.writeWithoutTransaction { db in
            (
                try Int.fetchOne(db, sql: "PRAGMA synchronous"), try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(db, sql: "PRAGMA foreign_keys")
            )
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
        #expect(keys == 1)
        for file in [path, path + "-wal", path + "-shm"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(file)")
        }
    }

    @Test(arguments: [
        "UPDATE ledger_leaf SET leaf = x'00'", "DELETE FROM ledger_leaf",
        "INSERT OR REPLACE INTO ledger_leaf VALUES ('default', 0, NULL, x'00')", "DELETE FROM ledger_tile",
        "UPDATE ledger SET size = 0", "DELETE FROM ledger",
    ])
    func `the ledger's tables refuse to be changed`(_ sql: String) async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore(path: folder.file("store.sqlite"))
        try await store.commit([], evidence: [Sample.record(0)], tenant: .default)
        await #expect(throws: DatabaseError.self) { try await store.pool.write { try $0.execute(sql: sql) } }
        #expect(try await LedgerAudit(key: Sample.key()).judge(store, tenant: .default).holds)
    }

    @Test func `expired enrolments are forgotten, and nonces after a margin, a few with each commit`()
        async throws
    {
        let folder = try TemporaryFolder()
        let path = folder.file("store.sqlite")
        let expires = Date(timeIntervalSinceReferenceDate: 1000)
        var store = try SQLiteStore(path: path, now: { expires })
        let count = SQLiteStore.sweep + 5
        let nonces = (0..<count).map { Change.consumeNonce([UInt8($0)], expires: expires) }
        let enrolments = (0..<count).map {
            Change.openEnrolment(
                Enrolment(
                    id: "\($0)",
                    candidate: Sample.device("d", key: "\($0)"),
                    proofDigest: [],
                    expiresAt: expires
                ),
                now: expires.addingTimeInterval(-1)
            )
        }
        try await store.commit(nonces + enrolments, evidence: [], tenant: .default)
        try await store.commit([], evidence: [], tenant: .default)
        #expect(try await left(store) == [count, count])
        try store.close()

        store = try SQLiteStore(path: path, now: { expires.addingTimeInterval(SQLiteStore.memory) })
        try await store.commit([], evidence: [], tenant: .default)
        #expect(try await left(store) == [count, 5])
        for nonce in nonces {
            await #expect(throws: BedplateError(.conflict, "")) {
                try await store.commit([nonce], evidence: [], tenant: .default)
            }
        }
        try store.close()

        store = try SQLiteStore(path: path, now: { expires.addingTimeInterval(SQLiteStore.memory + 1) })
        try await store.commit([], evidence: [], tenant: .default)
        #expect(try await left(store) == [5, 0])
        // Forgotten is not free: the nonce is now refused for its age.
        await #expect(throws: BedplateError(.conflict, "")) {
            try await store.commit([nonces[0]], evidence: [], tenant: .default)
        }
        try await store.commit([], evidence: [], tenant: .default)
        #expect(try await left(store) == [0, 0])
    }

    private func left(_ store: SQLiteStore) async throws -> [Int] {
        try await store.pool.read { db in
            try ["nonce", "enrolment"].map { try Int.fetchOne(db, sql: "SELECT count(*) FROM \($0)") ?? -1 }
        }
    }

    @Test func `what an older version stored stays open, and counts for its endorsement key`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("store.sqlite")
        let expires = Date().addingTimeInterval(600)
        let old = Enrolment(id: "old", candidate: Sample.device("d", key: "ek"), proofDigest: [1], expiresAt: expires)
        let queue = try DatabaseQueue(path: path)
        try Schema.migrator.migrate(queue, upTo: "1 state and ledger")
        try await queue.write { db in
            try db.execute(
                sql: "INSERT INTO enrolment VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    Tenant.default.rawValue, old.id, try JSON.encode(old.candidate), Data(old.proofDigest),
                    expires.timeIntervalSinceReferenceDate,
                ]
            )
        }
        try queue.close()

        let store = try SQLiteStore(path: path)
        #expect(try await store.enrolment(id: "old", tenant: .default) == old)
        for number in 0..<Enrolment.mostOpenOfOneKey {
            var next = old
            next.id = "\(number)"
            next.expiresAt += 1
            #expect(try await store.enrolment(id: "old", tenant: .default) != nil)
            try await store.commit([.openEnrolment(next, now: Date())], evidence: [], tenant: .default)
        }
        #expect(try await store.enrolment(id: "old", tenant: .default) == nil)
    }

    @Test func `a file that is no store is refused and left as it is`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("letter.txt")
        let text = Data(String(repeating: "Dear Sir, ", count: 500).utf8)
        try text.write(to: URL(fileURLWithPath: path))
        #expect(throws: BedplateError(.corrupt, "")) { try SQLiteStore(path: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
        #expect(throws: BedplateError(.environment, "")) { try SQLiteStore(path: folder.file("none/store.sqlite")) }
    }
}
