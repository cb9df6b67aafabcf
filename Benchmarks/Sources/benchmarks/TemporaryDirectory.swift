import Foundation

/// A directory of this run's own, removed with the object. On the disk of `$TMPDIR`, else of `/tmp`: what a flush costs
/// is that disk's.
final class TemporaryDirectory {
    let path: String

    init() throws {
        let name = "bedplate-bench-" + UUID().uuidString.prefix(8)
        path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
