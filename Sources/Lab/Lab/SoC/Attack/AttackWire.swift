internal import Glibc
internal import Model
internal import SoC
internal import Subsystem
internal import Wire

/// The attacker's end of the console: raw octets, and all that came is kept.
final class AttackWire {
    private let descriptor: Int32
    private(set) var transcript: [UInt8] = []
    /// What was read of it.
    private var place = 0
    private(set) var hasEnded = false

    /// - Parameter descriptor: a connected stream; stays the caller's.
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    var text: String { String(decoding: transcript, as: UTF8.self) }

    func send(_ octets: [UInt8]) throws(BedplateError) {
        var rest = octets[...]
        while !rest.isEmpty {
            // The octets live through the call.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw BedplateError(.labToolFailed, "the device is gone") }
            rest = rest.dropFirst(count)
        }
    }

    /// Waits until something came, or the time is over; false then, and when nothing will come.
    func wait(_ time: Duration) -> Bool {
        guard !hasEnded, time > .zero else { return false }
        var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000
        // One descriptor, on this stack.
        guard unsafe poll(&wanted, 1, Int32(clamping: milliseconds + 1)) > 0 else { return false }
        var part = [UInt8](repeating: 0, count: 8192)
        let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count <= 0, errno != EINTR { hasEnded = true }
        transcript += part.prefix(max(count, 0))
        return count > 0
    }

    /// The next line after what was read; nil when none comes in time.
    func line(within time: Duration = .seconds(10)) -> String? {
        let end = ContinuousClock.now + time
        while true {
            if let mark = transcript[place...].firstIndex(of: 0x0A) {
                defer { place = mark + 1 }
                return String(decoding: transcript[place..<mark], as: UTF8.self)
            }
            guard wait(end - ContinuousClock.now) else { return nil }
        }
    }

    /// The next frame after what was read; what stands before it is passed over. Nil when none comes in time.
    func frame(within time: Duration = .seconds(10)) throws(BedplateError) -> MailboxFrame? {
        let end = ContinuousClock.now + time
        while true {
            if let start = transcript[place...].firstIndex(of: MailboxHeader.answerMagic),
                start + MailboxHeader.size <= transcript.count
            {
                let count = Int(transcript[start + 6]) | Int(transcript[start + 7]) << 8
                let whole = start + MailboxHeader.size + count + MailboxHeader.checksumSize
                if whole <= transcript.count {
                    place = whole
                    do throws(WireError) { return try MailboxFrame(Array(transcript[start..<whole])) } catch {
                        throw BedplateError(.labToolFailed, "a frame on the console is damaged: \(error)")
                    }
                }
            }
            guard wait(end - ContinuousClock.now) else { return nil }
        }
    }
}
