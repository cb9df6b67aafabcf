internal import Glibc
internal import Model

/// Two ends of one stream, neither of which a child inherits by accident.
struct SocketPair {
    /// Kept by this process.
    var own: Int32
    /// Handed to a child, and closed here then.
    var others: Int32

    init() throws(BedplateError) {
        var ends: [Int32] = [-1, -1]
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        // The array has the two places that the call fills.
        guard unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
            throw BedplateError(.labToolFailed, "no socket pair: " + (unsafe String(cString: strerror(errno))))
        }
        (own, others) = (ends[0], ends[1])
    }
}
