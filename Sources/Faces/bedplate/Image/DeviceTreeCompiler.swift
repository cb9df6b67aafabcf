import Foundation
import Glibc
import Model

/// The system's `dtc`, run as a child by its words: no shell sees the names of files.
enum DeviceTreeCompiler {
    /// The most octets that are kept of what it says.
    private static let limit = 4096

    /// Compiles a source with all that it includes.
    ///
    /// - Throws: ``BedplateError/Code/environment`` when there is no dtc, ``BedplateError/Code/malformed`` with its words when
    ///   it refuses the source.
    static func compile(_ source: String, to output: String) throws(BedplateError) {
        // A name that begins with a hyphen is no option behind "--".
        let (status, words) = try run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", output, "--", source])
        guard status == 0 else {
            throw BedplateError(
                .malformed,
                "dtc refuses '\(source)'",
                hint: words.split(separator: "\n").prefix(4).joined(separator: "; ")
            )
        }
    }

    private static func run(_ command: [String]) throws(BedplateError) -> (status: Int32, words: String) {
        var ends: [Int32] = [-1, -1]
        // A socket pair can be made close-on-exec in one step: no other child inherits an end of it.
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        guard unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else { throw failure("no pipe for dtc", errno) }
        defer { close(ends[0]) }
        let child: pid_t
        do {
            defer { close(ends[1]) }
            child = try spawn(command, output: ends[1])
        }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe read(ends[0], &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            // What is not kept is read all the same: nobody waits on a full pipe.
            if octets.count < limit { octets += buffer.prefix(count) }
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw failure("dtc is lost", errno) }
        }
        return (status, String(decoding: octets.prefix(limit), as: UTF8.self))
    }

    private static func spawn(_ command: [String], output: Int32) throws(BedplateError) -> pid_t {
        // posix_spawn's two tables are initialised, used and destroyed in this function alone.
        var actions = unsafe posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        unsafe posix_spawn_file_actions_init(&actions)
        unsafe posix_spawnattr_init(&attributes)
        defer {
            unsafe posix_spawn_file_actions_destroy(&actions)
            unsafe posix_spawnattr_destroy(&attributes)
        }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 2)
        // Worker threads block signals, and a child would inherit that: Ctrl-C must end it, too.
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let words = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var child: pid_t = 0
        let result = unsafe posix_spawnp(&child, command[0], &actions, &attributes, words, environ)
        guard result == 0 else { throw failure("dtc cannot be started", result) }
        return child
    }

    private static func failure(_ what: String, _ number: Int32) -> BedplateError {
        let reason = unsafe String(cString: strerror(number))
        return BedplateError(
            .environment,
            "\(what): \(reason)",
            hint: "it compiles .its files (Debian: device-tree-compiler); a description in JSON needs it not"
        )
    }
}
