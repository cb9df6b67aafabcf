import Foundation

/// A directory that is gone afterwards.
enum Scratch {
    static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let path = FileManager.default.temporaryDirectory.appending(path: "bedplate-subsystem-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try body(path)
    }
}
