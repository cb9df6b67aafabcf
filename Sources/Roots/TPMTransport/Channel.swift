internal import Glibc
internal import Model

/// Owns one open descriptor of a device or socket and moves octets through it, each call bounded by a deadline.
///
/// The descriptor is non-blocking: every wait is a poll(2), so nothing can hang.
final class Channel {
    private let descriptor: Int32
    /// What errors call the other side.
    let name: String

    /// Takes ownership: the descriptor is closed with this object.
    init(owning descriptor: Int32, name: String) throws {
        self.descriptor = descriptor
        self.name = name
        let flags = fcntl(descriptor, F_GETFL)
        guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
            throw failure(.tpmUnreachable, "\(name) cannot be made non-blocking")
        }
    }

    deinit { close(descriptor) }

    /// Opens a character device. It stays exclusive to the process that opened it where the driver says so (/dev/tpm0).
    static func open(device path: String) throws -> Channel {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw failure(.tpmUnreachable, "\(path) cannot be opened", hint: hint(device: path, errno))
        }
        return try Channel(owning: descriptor, name: path)
    }

    private static func hint(device path: String, _ code: Int32) -> String? {
        switch code {
        case EACCES: "the user must be in the group of \(path), often tss"
        case ENOENT: "no TPM is there: check the firmware's settings, or name an emulated one"
        case EBUSY: "another process holds \(path); /dev/tpmrm0 can be shared"
        default: nil
        }
    }

    /// Sends all octets, in one write where the other side accepts that: a device takes a command in one or not at all.
    func send(_ bytes: [UInt8], until deadline: Deadline) throws {
        var sent = 0
        while sent < bytes.count {
            try wait(for: Int16(POLLOUT), until: deadline)
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                let result = unsafe Glibc.send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                guard result < 0, errno == ENOTSOCK else { return result }
                return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
            }
            if count > 0 {
                sent += count
            } else if count < 0, errno != EINTR, errno != EAGAIN {
                throw failure(.tpmDisconnected, "\(name) did not take the command")
            }
        }
    }

    /// Receives what is there, at least one octet and at most `limit`.
    func receive(atMost limit: Int, until deadline: Deadline) throws -> [UInt8] {
        while true {
            try wait(for: Int16(POLLIN), until: deadline)
            var buffer = [UInt8](repeating: 0, count: limit)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { return [UInt8](buffer[..<count]) }
            guard count < 0, errno == EINTR || errno == EAGAIN else {
                if count < 0 { throw failure(.tpmDisconnected, "\(name) could not be read") }
                throw BedplateError(.tpmDisconnected, "\(name) closed the connection before its answer was complete")
            }
        }
    }

    /// Receives exactly `count` octets.
    func receive(_ count: Int, until deadline: Deadline) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += try receive(atMost: count - bytes.count, until: deadline) }
        return bytes
    }

    /// Whether octets, or the end of the connection, wait to be received.
    var isReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, 0) > 0
    }

    /// Returns when the descriptor is ready or broken; the following read or write tells which.
    private func wait(for events: Int16, until deadline: Deadline) throws {
        while true {
            var entry = pollfd(fd: descriptor, events: events, revents: 0)
            let ready = unsafe poll(&entry, 1, deadline.milliseconds)
            if ready > 0 { return }
            if ready < 0, errno != EINTR { throw failure(.tpmDisconnected, "\(name) cannot be waited for") }
            if deadline.hasPassed { throw BedplateError(.tpmTimedOut, "\(name) did not answer in time") }
        }
    }
}

/// An error whose cause is what the operating system said last.
func failure(_ code: BedplateError.Code, _ reason: String, hint: String? = nil) -> BedplateError {
    let number = errno
    return BedplateError(code, reason + ": " + (unsafe String(cString: strerror(number))), hint: hint)
}
