import Glibc
import TPMTransport
import Testing

/// The other end of a socket, under the test's control: it does what a broken or hostile TPM would.
final class ScriptedPeer {
    let endpoint: Endpoint
    private let listener: Int32
    private let path: String

    init() throws {
        var template = Array("/tmp/bedplate-peer-XXXXXX".utf8CString)
        let directory = try #require(unsafe mkdtemp(&template).map { unsafe String(cString: $0) })
        path = directory + "/s"
        endpoint = .unix(path: path)
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0 && listen(listener, 4) == 0)
    }

    deinit {
        close(listener)
        unsafe unlink(path)
        unsafe rmdir(String(path.dropLast(2)))
    }

    /// Accepts the connection that waits in the queue.
    func accept() -> Peer { Peer(Glibc.accept(listener, nil, nil)) }
}

/// One accepted connection.
final class Peer {
    private let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }
    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// Sends as the answer to a request: waits for one first. A peer that closed before is another thing.
    func answer(_ bytes: [UInt8]) {
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&wanted, 1, 60_000)
        _ = receive()
        send(bytes)
    }

    func hangUp() { shutdown(descriptor, Int32(SHUT_RDWR)) }

    func receive(_ limit: Int = 4096) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(descriptor, &buffer, limit, Int32(MSG_DONTWAIT))
        return [UInt8](buffer.prefix(max(count, 0)))
    }
}

/// Runs `other` on a thread of its own while `body` runs here, and returns when both are done.
func concurrently<T>(_ other: () -> Void, while body: () throws -> T) rethrows -> T {
    // The thread is joined before the closure goes out of scope, so it may be borrowed.
    try withoutActuallyEscaping(other) { other in
        let work = Work(other)
        var thread = pthread_t()
        unsafe pthread_create(
            &thread,
            nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Work>.fromOpaque(pointer).takeUnretainedValue().run()
                }
                return nil
            },
            Unmanaged.passUnretained(work).toOpaque()
        )
        defer { pthread_join(thread, nil) }
        return try withExtendedLifetime(work) { try body() }
    }
}

private final class Work {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
}
