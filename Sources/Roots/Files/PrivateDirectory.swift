internal import Foundation
public import Model

/// Directories that only their owner may write in, since what is in them is believed or secret.
public enum PrivateDirectory {
    /// Makes a directory that only its owner enters, and those above it, if there is none. One that exists stays as it is.
    public static func make(_ path: String) throws(BedplateError) {
        // mkdir itself sets the mode: made first and restricted after, the directory would be open in between, and stay so
        // when the process dies there.
        if unsafe mkdir(path, 0o700) == 0 { return }
        if errno == ENOENT, let above = parent(of: path) {
            try make(above)
            if unsafe mkdir(path, 0o700) == 0 { return }
        }
        let code = errno
        var status = stat()
        // Also when another process was first.
        if code == EEXIST, unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        let reason = unsafe String(cString: strerror(code))
        throw BedplateError(.environment, "the directory \(path) cannot be made: \(reason)")
    }

    /// Nil at the top, and for a name without a directory.
    private static func parent(of path: String) -> String? {
        let above = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return above == path || above.isEmpty ? nil : above
    }

    /// Refuses a directory that is another user's, or on which others than its owner have one of these permissions. Those
    /// above it are not looked at.
    public static func check(_ path: String, forbidding permissions: UInt32 = 0o077) throws(BedplateError) {
        var status = stat()
        // The path is copied by the call.
        guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw BedplateError(.environment, "\(path) is not a directory")
        }
        guard status.st_uid == geteuid() else {
            throw BedplateError(.environment, "the directory \(path) belongs to another user")
        }
        guard status.st_mode & permissions == 0 else {
            throw BedplateError(
                .environment,
                "others than its owner have permissions on the directory \(path)",
                hint: "chmod 700 \(path)"
            )
        }
    }
}
