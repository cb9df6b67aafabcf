internal import Glibc
internal import Model

extension Channel {
    /// Connects within the deadline. A name is resolved by the system, which may take longer; an address may not.
    static func connect(to endpoint: Endpoint, until deadline: Deadline) throws -> Channel {
        switch endpoint {
        case .unix(let path): try connect(path: path, until: deadline)
        case .tcp(let host, let port): try connect(host: host, port: port, until: deadline)
        }
    }

    private static func connect(path: String, until deadline: Deadline) throws -> Channel {
        let octets = Array(path.utf8)
        guard !octets.isEmpty, octets.count <= Endpoint.pathLimit, !octets.contains(0) else {
            throw BedplateError(
                .tpmUnreachable,
                "the socket path has \(octets.count) octets, and \(Endpoint.pathLimit) are possible",
                location: path
            )
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: octets) }
        let descriptor = try socket(AF_UNIX, name: path)
        while true {
            let result = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if result == 0 { return try Channel(owning: descriptor, name: path) }
            // EAGAIN: the listener's queue is full. A Unix socket offers nothing to poll for that.
            guard errno == EAGAIN || errno == EINTR, !deadline.hasPassed else {
                defer { close(descriptor) }
                throw failure(.tpmUnreachable, "nothing answers at \(path)")
            }
            deadline.sleep(.milliseconds(5))
        }
    }

    private static func connect(host: String, port: UInt16, until deadline: Deadline) throws -> Channel {
        let name = "\(host):\(port)"
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else {
            throw BedplateError(
                .tpmUnreachable,
                "\(host) has no address: " + (unsafe String(cString: gai_strerror(status)))
            )
        }
        // The list is freed once, after the last address was tried.
        defer { unsafe freeaddrinfo(list) }
        var next = unsafe list
        var last = BedplateError(.tpmUnreachable, "\(name) has no address")
        while let address = unsafe next {
            let descriptor = try socket(unsafe address.pointee.ai_family, name: name)
            let result = unsafe Glibc.connect(descriptor, address.pointee.ai_addr, address.pointee.ai_addrlen)
            if result == 0 || errno == EINPROGRESS || errno == EINTR {
                if established(descriptor, until: deadline) { return try Channel(owning: descriptor, name: name) }
            }
            last = failure(.tpmUnreachable, "nothing answers at \(name)")
            close(descriptor)
            unsafe next = address.pointee.ai_next
        }
        throw last
    }

    /// Whether a connection in progress came about; if not, errno says why.
    private static func established(_ descriptor: Int32, until deadline: Deadline) -> Bool {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            let ready = unsafe poll(&entry, 1, deadline.milliseconds)
            if ready > 0 { break }
            guard ready < 0 && errno == EINTR || !deadline.hasPassed else {
                errno = ETIMEDOUT
                return false
            }
        }
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { return false }
        guard code == 0 else {
            errno = code
            return false
        }
        // A command is one small write that waits for its answer: nothing is gained by delaying it.
        var on: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        return true
    }

    private static func socket(_ family: Int32, name: String) throws -> Int32 {
        let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = Glibc.socket(family, Int32(type), 0)
        guard descriptor >= 0 else { throw failure(.tpmUnreachable, "no socket for \(name)") }
        return descriptor
    }
}
