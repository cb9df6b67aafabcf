internal import Foundation
public import Model

/// Directories that only their owner may write in, since what is in them is believed or secret.
public enum PrivateDirectory {
    /// Makes a directory that only its owner enters, and those above it, if there is none. One that exists stays as it is.
    public static func make(_ path: String) throws(BedplateError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw BedplateError(.environment, "the directory \(path) cannot be made", cause: error)
        }
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
