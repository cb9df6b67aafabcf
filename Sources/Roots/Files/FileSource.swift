public import Model

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A file that is read in parts, wherever in it. Its size is the one it had when it was opened: if it shrinks, reading
/// beyond its end is an error.
public final class FileSource: OctetSource {
    public let count: Int
    private let path: String
    private let file: Int32

    /// - Throws: ``BedplateError/Code/environment`` if there is no regular file that can be read.
    public init(_ path: String) throws(BedplateError) {
        self.path = path
        file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Self.failure("cannot be read", path) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw BedplateError(.environment, "'\(path)' is not a regular file")
        }
        count = Int(status.st_size)
    }

    deinit { close(file) }

    public func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw BedplateError(.malformed, "octets \(range) of '\(path)', which has \(count)")
        }
        let file = file
        var failed = false
        let octets = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
            // The buffer has the range's size, and pread writes no more than it is told.
            while initialized < range.count {
                let start = unsafe buffer.baseAddress.map { unsafe $0 + initialized }
                let read = unsafe pread(file, start, range.count - initialized, off_t(range.lowerBound + initialized))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else {
                    failed = true
                    return
                }
                initialized += read
            }
        }
        guard !failed else { throw BedplateError(.environment, "'\(path)' became shorter, or cannot be read") }
        return octets
    }

    private static func failure(_ what: String, _ path: String) -> BedplateError {
        let reason = unsafe String(cString: strerror(errno))
        return BedplateError(.environment, "'\(path)' \(what): \(reason)", hint: "does it exist, and may you read it?")
    }
}
