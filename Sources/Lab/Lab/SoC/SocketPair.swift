internal import Glibc
public import Model

/// Two ends of one stream, closed with this value. No child inherits one by accident.
public final class SocketPair {
    /// This process's end.
    public let own: Int32
    /// The end for a child, which has a copy of it once it was started.
    public let others: Int32
    private var isOpen = (own: true, others: true)

    public init() throws(BedplateError) {
        var ends: [Int32] = [-1, -1]
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue
        // The array has the two places that the call fills.
        guard unsafe socketpair(AF_UNIX, Int32(type), 0, &ends) == 0 else {
            throw BedplateError(.labToolFailed, "no socket pair: " + (unsafe String(cString: strerror(errno))))
        }
        (own, others) = (ends[0], ends[1])
    }

    /// The child has it: only then does the stream end with the child.
    public func closeOthers() {
        if isOpen.others { close(others) }
        isOpen.others = false
    }

    /// Another child has this process's end too.
    public func closeOwn() {
        if isOpen.own { close(own) }
        isOpen.own = false
    }

    deinit {
        closeOwn()
        closeOthers()
    }
}
