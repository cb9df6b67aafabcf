internal import Foundation
internal import Model

/// SQLite's file and its companions, which only their owner reads and writes.
enum DatabaseFile {
    /// Creates the file, empty, mode 0600, if there is none; takes everybody else's rights from one that is there.
    /// SQLite gives its `-wal` and `-shm` companions the same mode.
    static func makePrivate(_ path: String) throws {
        // An existing file is never opened here: closing it would drop SQLite's locks on it in this process.
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            throw BedplateError(
                .environment,
                "the store cannot be created: errno \(errno)",
                hint: "does the directory exist, and is it writable?",
                location: path
            )
        }
        for companion in [path, path + "-wal", path + "-shm"] where FileManager.default.fileExists(atPath: companion) {
            guard unsafe chmod(companion, 0o600) == 0 else {
                throw BedplateError(.environment, "the store's file cannot be made private", location: companion)
            }
        }
    }
}
