internal import GRDB
internal import Model

extension SQLiteStore {
    /// SQLite's error as one of ours. SQL text and arguments stay out of it: they may hold names and keys.
    static func translate(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        let reason = "SQLite \(error.extendedResultCode): \(error.message ?? "no message")"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return BedplateError(.unavailable, "another process holds the store: \(reason)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return BedplateError(.corrupt, "the store's file is damaged or no store: \(reason)")
        case .SQLITE_CONSTRAINT:
            return BedplateError(.conflict, "the store's rules do not allow the change: \(reason)")
        default:
            return BedplateError(.environment, "the store failed: \(reason)")
        }
    }

    func translated<T>(_ body: () throws -> T) throws -> T {
        do { return try body() } catch { throw Self.translate(error) }
    }
}
