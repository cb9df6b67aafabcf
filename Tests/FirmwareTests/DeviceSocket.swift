import Foundation
import Glibc
import Programs

/// A socket in the file system that the emulator connects one of its UARTs to.
final class DeviceSocket {
    let path: String
    private let listener: Int32
    private(set) var descriptor: Int32 = -1

    init() throws {
        var template = Array("/tmp/bedplate-uart-XXXXXX".utf8CString)
        guard let directory = unsafe mkdtemp(&template).map({ unsafe String(cString: $0) }) else {
            throw ProgramFailure("no directory for a socket")
        }
        path = directory + "/s"
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, listen(listener, 1) == 0 else { throw ProgramFailure("no socket at \(path)") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        close(listener)
        unsafe unlink(path)
        unsafe rmdir(String(path.dropLast(2)))
    }

    /// Waits for the emulator to connect.
    func accept(atMost seconds: Double) throws {
        var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&waiting, 1, Int32(seconds * 1000)) == 1 else {
            throw ProgramFailure("nobody came to \(path)")
        }
        descriptor = Glibc.accept(listener, nil, nil)
    }

    func send(_ octets: [UInt8]) {
        var sent = 0
        while sent < octets.count {
            let part = Array(octets[sent...])
            let count = unsafe Glibc.send(descriptor, part, part.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return }
            sent += count
        }
    }

    /// What has come; nil when the other end is gone.
    func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN ? [] : nil }
        return count == 0 ? nil : Array(buffer.prefix(count))
    }
}
