public import Model
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// Files whose content must survive a power cut whole, and be read by their owner only.
///
/// The octets go to a temporary name beside the file, are synchronised, and take their name in one step; then the
/// directory is synchronised. A reader sees the old file or the new one, never a part.
public enum DurableFile {
    /// Writes the file, replacing one of that name.
    ///
    /// - Parameter mode: the permission bits, exactly; the umask is not applied.
    public static func write(_ bytes: [UInt8], to path: String, mode: UInt32 = 0o600) throws(BedplateError) {
        try writeTemporary(bytes, beside: path, mode: mode) { (temporary) throws(BedplateError) in
            guard unsafe rename(temporary, path) == 0 else { throw failure("cannot name", path) }
        }
    }

    /// Writes the file; throws ``BedplateError/Code/conflict`` if one of that name exists, which stays untouched.
    public static func create(_ bytes: [UInt8], at path: String, mode: UInt32 = 0o600) throws(BedplateError) {
        try writeTemporary(bytes, beside: path, mode: mode) { (temporary) throws(BedplateError) in
            try nameNew(temporary, path)
        }
    }

    /// Writes a file in parts, replacing one of that name once `body` is done and everything is synchronised; if `body`
    /// throws, nothing changes.
    ///
    /// - Parameters:
    ///   - mode: the permission bits, exactly; the umask is not applied.
    ///   - replaces: whether a file of that name is replaced; else it stays, and the error is
    ///     ``BedplateError/Code/conflict``.
    ///
    /// What is no regular file (a directory, a pipe, a device) is never replaced, and neither is a file from which this
    /// process read a secret: an image over its own key would be the end of both.
    public static func stream<Result>(
        to path: String,
        mode: UInt32 = 0o644,
        replaces: Bool = true,
        _ body: (inout Sink) async throws -> Result
    ) async throws -> Result {
        try checkTarget(path)
        let temporary = temporaryName(beside: path)
        var sink = Sink(try openTemporary(temporary, mode: mode), temporary)
        let result: Result
        do {
            defer { close(sink.file) }
            result = try await body(&sink)
            guard fsync(sink.file) == 0 else { throw failure("cannot synchronise", temporary) }
            if replaces {
                guard unsafe rename(temporary, path) == 0 else { throw failure("cannot name", path) }
            } else {
                try nameNew(temporary, path)
            }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try synchronise(directoryOf: path)
        return result
    }

    /// A file that has no name yet.
    public struct Sink: OctetSink {
        fileprivate let file: Int32
        private let path: String
        /// Octets that the disk was told of, and those after them.
        private var (begun, waiting) = (0, 0)

        fileprivate init(_ file: Int32, _ path: String) {
            self.file = file
            self.path = path
        }

        public mutating func write(_ octets: [UInt8]) throws(BedplateError) {
            try DurableFile.writeAll(octets, file, path)
            waiting += octets.count
            guard waiting >= Self.share else { return }
            // Linux begins to write what will not be needed: the disk works while the next octets are hashed, instead of
            // all at the end. It is advice; what makes the file durable is fsync.
            _ = posix_fadvise(file, off_t(begun), off_t(waiting), POSIX_FADV_DONTNEED)
            (begun, waiting) = (begun + waiting, 0)
        }

        private static let share = 8 << 20
    }

    /// Reads a file with a secret: a regular file, not a link, that its group and others can neither read nor write.
    ///
    /// - Throws: ``BedplateError/Code/notFound`` if there is none, ``BedplateError/Code/environment`` if it is not private.
    public static func readPrivate(_ path: String, atMost limit: Int = 1 << 16) throws(BedplateError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            throw errno == ENOENT ? BedplateError(.notFound, "\(path) does not exist") : failure("cannot open", path)
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure("cannot examine", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw BedplateError(.environment, "\(path) is not a regular file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw BedplateError(
                .environment,
                "\(path) holds a secret, and others than its owner have permissions on it",
                hint: "chmod 600 \(path)"
            )
        }
        secrets.withLock { _ = $0.insert(Identity(status)) }
        return try readAll(file, path, atMost: limit)
    }

    /// Which file it is, whatever it is called. The number of a removed file is given to another one, which then has
    /// another time.
    private struct Identity: Hashable {
        let device: dev_t
        let number: ino_t
        let seconds: time_t
        let nanoseconds: Int

        init(_ status: stat) {
            (device, number) = (status.st_dev, status.st_ino)
            (seconds, nanoseconds) = (status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
        }
    }

    /// The files from which secrets were read.
    private static let secrets = Mutex<Set<Identity>>([])

    /// Whether both paths lead to one file that is there.
    public static func isSame(_ path: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard unsafe stat(path, &first) == 0, unsafe stat(other, &second) == 0 else { return false }
        return Identity(first) == Identity(second)
    }

    private static func checkTarget(_ path: String) throws(BedplateError) {
        guard !path.isEmpty else { throw BedplateError(.environment, "the output has no name") }
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        let kind = status.st_mode & S_IFMT
        guard kind == S_IFREG || kind == S_IFLNK else {
            throw BedplateError(.environment, "'\(path)' is no regular file and is not replaced")
        }
        if kind == S_IFLNK, unsafe stat(path, &status) != 0 { return }
        guard !secrets.withLock({ $0.contains(Identity(status)) }) else {
            throw BedplateError(.conflict, "'\(path)' holds a secret that was used here, and is not replaced")
        }
    }

    /// Reads a file whose octets are no secret: whatever the path leads to, links and pipes included.
    ///
    /// - Throws: ``BedplateError/Code/environment`` if it cannot be read, ``BedplateError/Code/malformed`` if it is larger
    ///   than `limit` octets.
    public static func read(_ path: String, atMost limit: Int) throws(BedplateError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            let reason = unsafe String(cString: strerror(errno))
            throw BedplateError(
                .environment,
                "'\(path)' cannot be read: \(reason)",
                hint: "does it exist, and may you read it?"
            )
        }
        defer { close(file) }
        return try readAll(file, path, atMost: limit)
    }

    private static func readAll(_ file: Int32, _ path: String, atMost limit: Int) throws(BedplateError) -> [UInt8] {
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe Self.read(file, $0) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot read", path) }
            guard count > 0 else { return content }
            content += buffer.prefix(count)
            guard content.count <= limit else {
                throw BedplateError(.malformed, "\(path) is larger than \(limit) bytes")
            }
        }
    }

    /// Writes and synchronises a temporary file, lets `finish` give it its name, and synchronises the directory.
    private static func writeTemporary(
        _ bytes: [UInt8],
        beside path: String,
        mode: UInt32,
        _ finish: (String) throws(BedplateError) -> Void
    ) throws(BedplateError) {
        let temporary = temporaryName(beside: path)
        let file = try openTemporary(temporary, mode: mode)
        do throws(BedplateError) {
            defer { close(file) }
            try writeAll(bytes, file, temporary)
            guard fsync(file) == 0 else { throw failure("cannot synchronise", temporary) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        do {
            try finish(temporary)
        } catch {
            unsafe unlink(temporary)
            throw error
        }
        try synchronise(directoryOf: path)
    }

    /// Gives the temporary file a name that nothing has, not even a link that leads nowhere.
    private static func nameNew(_ temporary: String, _ path: String) throws(BedplateError) {
        // link, unlike rename, refuses a name that is taken.
        guard unsafe link(temporary, path) == 0 else {
            throw errno == EEXIST
                ? BedplateError(.conflict, "\(path) exists already and is never overwritten")
                : failure("cannot name", path)
        }
        unsafe unlink(temporary)
    }

    private static func temporaryName(beside path: String) -> String {
        var generator = SystemRandomNumberGenerator()
        return "\(path).\(String(generator.next(), radix: 36)).tmp"
    }

    private static func openTemporary(_ path: String, mode: UInt32) throws(BedplateError) -> Int32 {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode & 0o600)
        guard file >= 0 else { throw failure("cannot create", path) }
        guard fchmod(file, mode) == 0 else {
            let error = failure("cannot set the permissions of", path)
            close(file)
            unsafe unlink(path)
            throw error
        }
        return file
    }

    fileprivate static func writeAll(_ bytes: [UInt8], _ file: Int32, _ path: String) throws(BedplateError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Self.write(file, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure("cannot write", path) }
            rest = rest.dropFirst(count)
        }
    }

    // The C functions by their module's name: the members of this type hide them.

    private static func read(_ file: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.read(file, buffer.baseAddress, buffer.count)
        #else
        unsafe Musl.read(file, buffer.baseAddress, buffer.count)
        #endif
    }

    private static func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
        unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        #else
        unsafe Musl.write(file, bytes.baseAddress, bytes.count)
        #endif
    }

    private static func synchronise(directoryOf path: String) throws(BedplateError) {
        let name = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let directory = unsafe open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure("cannot open", name) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure("cannot synchronise", name) }
    }

    private static func failure(_ verb: String, _ path: String) -> BedplateError {
        let reason = unsafe String(cString: strerror(errno))
        return BedplateError(.environment, "\(verb) \(path): \(reason)")
    }
}
