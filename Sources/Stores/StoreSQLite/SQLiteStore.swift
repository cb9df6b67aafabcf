public import Foundation
internal import GRDB
public import Model

/// The embedded store: one SQLite file in WAL mode, safe for several processes on one machine.
///
/// A commit is durable when it returns (`synchronous=FULL`): it costs one flush of the write-ahead log. The file and
/// its companions are readable by their owner only.
public final class SQLiteStore: Store {
    /// How long a nonce is remembered after its expiry, in seconds: room for clocks that disagree.
    public static let memory: Double = 3600
    /// The most forgotten nonces and enrolments that one commit sweeps out, each.
    static let sweep = 16

    let pool: DatabasePool
    let now: @Sendable () -> Date

    /// Opens the store at `path`; creates it, mode 0600, when there is none.
    ///
    /// - Parameter now: the clock after which expired nonces and enrolments are forgotten.
    /// - Throws: ``BedplateError`` with ``BedplateError/Code/corrupt`` when the file is no store,
    ///   ``BedplateError/Code/environment`` when it cannot be opened.
    public init(path: String, now: @escaping @Sendable () -> Date = { Date() }) throws {
        self.now = now
        try DatabaseFile.makePrivate(path)
        pool = try Self.open(path)
    }

    /// Closes every connection; what was committed stays.
    public func close() throws {
        try translated { try pool.close() }
    }

    /// Writes everything that was committed into one new file, while others go on committing.
    ///
    /// - Throws: ``BedplateError`` with ``BedplateError/Code/conflict`` when there is something at `path` already.
    public func copy(to path: String) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw BedplateError(.conflict, "'\(path)' exists already", hint: "give a path that is free")
        }
        try DatabaseFile.makePrivate(path)
        try translated { try pool.vacuum(into: path) }
    }

    /// SQLite's own check of pages and indexes, for the audit: the ledger's audit reads entries and tiles, not indexes.
    public func checkStorage() async throws -> Judgement {
        var judgement = Judgement()
        let faults = try reading { db in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") }
        judgement.check(
            faults == ["ok"],
            Finding.Code("store.integrity"),
            "SQLite finds pages and indexes in order",
            expected: "ok",
            found: faults.joined(separator: "; ")
        )
        return judgement
    }

    /// Reads on the calling thread: the way to another thread and back takes several times as long as a look-up, and in
    /// WAL mode a reader waits for no writer.
    ///
    /// All readings do so, or none: GRDB's asynchronous ones run on Dispatch's threads, which are Swift's too. Blocked
    /// look-ups would take the threads that the asynchronous readings, holding the connections, need to end.
    func reading<T>(_ body: (Database) throws -> T) throws -> T {
        try translated { try pool.read(body) }
    }

    func writing<T: Sendable>(_ body: @escaping @Sendable (Database) throws -> T) async throws -> T {
        do { return try await pool.write(body) } catch { throw Self.translate(error) }
    }

    /// Two processes that create one store at once collide on the first migration or on the switch to WAL; the loser
    /// finds it done when it tries again.
    private static func open(_ path: String) throws -> DatabasePool {
        var attempt = 0
        while true {
            do {
                let pool = try DatabasePool(path: path, configuration: configuration())
                try Schema.migrator.migrate(pool)
                // GRDB sets NORMAL when it turns WAL on: a commit could be lost to a power cut. There is one writing
                // connection, open as long as the pool.
                try pool.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
                return pool
            } catch let error as DatabaseError
                where attempt < 20 && [.SQLITE_BUSY, .SQLITE_ERROR, .SQLITE_CONSTRAINT].contains(error.resultCode)
            {
                attempt += 1
                Thread.sleep(forTimeInterval: 0.05)
            } catch {
                throw translate(error)
            }
        }
    }

    private static func configuration() -> Configuration {
        var configuration = Configuration()
        configuration.label = "bedplate"
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        // One for each thread that can read at once, so that none waits for a connection.
        configuration.maximumReaderCount = max(5, ProcessInfo.processInfo.activeProcessorCount)
        configuration.prepareDatabase { db in
            // A file from elsewhere may carry functions and triggers in its schema; ours call none.
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
            try db.execute(sql: "PRAGMA cell_size_check = ON")
        }
        return configuration
    }
}
