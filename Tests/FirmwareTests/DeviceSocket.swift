import Glibc
import Lab

/// This process's end of one of the emulator's UARTs.
struct DeviceSocket {
    let descriptor: Int32

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
