internal import Foundation
internal import Glibc
public import Model
internal import Wire

/// A conversation with an emulator's debug stub: GDB's remote serial protocol (GDB manual, appendix E), as much of it as
/// a debug probe needs. No gdb is involved.
public final class GDBConnection {
    private let stream: SocketPair
    private var descriptor: Int32 { stream.own }
    private var received: [UInt8] = []

    /// Why the processor stopped, or that it did not.
    public enum Stop: Hashable, Sendable {
        /// A breakpoint, a step, an interrupt: the signal's number.
        case signal(UInt8)
        /// The emulator ended.
        case ended
        /// It still runs.
        case running
    }

    /// Octets that one packet reads or writes at most: QEMU's buffer holds twice as many digits.
    private static let partSize = 1024

    /// - Throws: ``BedplateError`` when nothing answers as a stub does.
    init(_ stream: SocketPair) throws(BedplateError) {
        self.stream = stream
        _ = try command("qSupported:multiprocess-")
        // QEMU takes the next request for an acknowledgement; an octet that reaches it while the processor runs stops it.
        // QEMU knows the numbers of registers only once they were asked for.
        _ = try command("qXfer:features:read:target.xml:0,ffb")
    }

    // MARK: the processor

    /// A core register: 0 to 12, 13 SP, 14 LR, 15 PC, 16 and beyond as the target's description numbers them.
    public func register(_ number: Int) throws(BedplateError) -> UInt32 {
        let octets = try Self.octets(command("p" + String(number, radix: 16)))
        guard octets.count >= 4 else { throw Self.failure("register \(number) has no value") }
        return octets.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    public func setRegister(_ number: Int, _ value: UInt32) throws(BedplateError) {
        let octets = (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
        try expectOK("P" + String(number, radix: 16) + "=" + Hexadecimal.encode(octets))
    }

    /// Memory as the processor sees it in its present state.
    public func memory(at address: UInt32, count: Int) throws(BedplateError) -> [UInt8] {
        var octets: [UInt8] = []
        while octets.count < count {
            let part = min(Self.partSize, count - octets.count)
            let place = address &+ UInt32(octets.count)
            let answer = try Self.octets(command("m" + String(place, radix: 16) + "," + String(part, radix: 16)))
            guard answer.count == part else { throw Self.failure("memory cannot be read") }
            octets += answer
        }
        return octets
    }

    public func setMemory(at address: UInt32, _ octets: [UInt8]) throws(BedplateError) {
        var place = 0
        while place < octets.count {
            let part = octets[place..<min(place + Self.partSize, octets.count)]
            let target = String(address &+ UInt32(place), radix: 16)
            try expectOK("M" + target + "," + String(part.count, radix: 16) + ":" + Hexadecimal.encode(part))
            place += part.count
        }
    }

    /// A breakpoint on a Thumb instruction.
    public func setBreakpoint(_ address: UInt32) throws(BedplateError) {
        try expectOK("Z0," + String(address, radix: 16) + ",2")
    }

    public func removeBreakpoint(_ address: UInt32) throws(BedplateError) {
        try expectOK("z0," + String(address, radix: 16) + ",2")
    }

    public func step() throws(BedplateError) -> Stop {
        try send("s")
        return try stop(within: .seconds(5))
    }

    /// Runs until it stops; ``Stop/running`` when it did not in this time: it then runs on, and ``interrupt()`` stops it.
    public func resume(for time: Duration) throws(BedplateError) -> Stop {
        try send("c")
        return try stop(within: time)
    }

    public func interrupt() throws(BedplateError) -> Stop {
        try write([0x03])
        return try stop(within: .seconds(5))
    }

    /// A line for QEMU's monitor; its output.
    public func monitor(_ line: String) throws(BedplateError) -> String {
        try send("qRcmd," + Hexadecimal.encode(Array(line.utf8)))
        var output = ""
        while true {
            guard let packet = try receive(within: .seconds(30)) else { throw Self.failure("the monitor is silent") }
            if packet == "OK" { return output }
            guard packet.hasPrefix("O") else { throw Self.failure("the monitor refused '\(line)': \(packet)") }
            output += String(decoding: try Self.octets(String(packet.dropFirst())), as: UTF8.self)
        }
    }

    // MARK: packets

    /// Sends a request; its answer.
    public func command(_ text: String) throws(BedplateError) -> String {
        try send(text)
        guard let answer = try receive(within: .seconds(5)) else { throw Self.failure("no answer to '\(text)'") }
        guard !answer.hasPrefix("E") || answer.count != 3 else { throw Self.failure("'\(text)' is refused: \(answer)") }
        return answer
    }

    private func expectOK(_ text: String) throws(BedplateError) {
        let answer = try command(text)
        guard answer == "OK" else { throw Self.failure("'\(text)' is answered by '\(answer)'") }
    }

    private func stop(within time: Duration) throws(BedplateError) -> Stop {
        while true {
            let packet: String?
            do throws(BedplateError) { packet = try receive(within: time) } catch {
                // The emulator is gone: that is an outcome here.
                return .ended
            }
            guard let packet else { return .running }
            switch packet.first {
            case "T", "S":
                guard let signal = UInt8(packet.dropFirst().prefix(2), radix: 16) else {
                    throw Self.failure("'\(packet)' says no signal")
                }
                return .signal(signal)
            case "W", "X": return .ended
            default: continue
            }
        }
    }

    private func send(_ text: String) throws(BedplateError) { try write(Self.packet(text)) }

    // MARK: several requests at once, beside other conversations

    /// A request as it is sent.
    static func packet(_ text: String) -> [UInt8] {
        let octets = Array(text.utf8)
        let sum = octets.reduce(UInt8(0)) { $0 &+ $1 }
        return [0x24] + octets + [0x23] + Array(Hexadecimal.encode([sum]).utf8)
    }

    /// What to wait on for ``collect()``.
    var waitable: Int32 { descriptor }

    /// Sends requests one after another. Only the last one may let the processor run.
    func post(_ packets: [UInt8]) throws(BedplateError) { try write(packets) }

    /// Reads what came, or waits for it; false when nothing will come any more.
    func collect() throws(BedplateError) -> Bool {
        var part = [UInt8](repeating: 0, count: 4096)
        let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { return true }
        received += part.prefix(max(count, 0))
        return count > 0
    }

    /// The next packet of what was read; nil if it is not whole yet.
    func taken() throws(BedplateError) -> String? { try takePacket() }

    /// The next packet; nil when none came in this time.
    private func receive(within time: Duration) throws(BedplateError) -> String? {
        let end = ContinuousClock.now + time
        while true {
            if let packet = try takePacket() { return packet }
            let rest = end - ContinuousClock.now
            guard rest > .zero else { return nil }
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // One descriptor, on this stack.
            let ready = unsafe poll(&wanted, 1, Int32(clamping: milliseconds + 1))
            guard ready > 0 else { continue }
            var part = [UInt8](repeating: 0, count: 4096)
            let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("the emulator closed the connection") }
            received += part.prefix(count)
        }
    }

    /// A whole packet from what was received.
    private func takePacket() throws(BedplateError) -> String? {
        guard let start = received.firstIndex(of: 0x24),
            let mark = received[start...].firstIndex(of: 0x23), mark + 2 < received.count
        else { return nil }
        let body = received[(start + 1)..<mark]
        let sum = UInt8(String(decoding: received[(mark + 1)...(mark + 2)], as: UTF8.self), radix: 16)
        guard sum == body.reduce(UInt8(0), { $0 &+ $1 }) else { throw Self.failure("a packet is damaged") }
        let text = String(decoding: body, as: UTF8.self)
        received.removeSubrange(...(mark + 2))
        return text
    }

    private func write(_ octets: [UInt8]) throws(BedplateError) {
        var rest = octets[...]
        while !rest.isEmpty {
            // MSG_NOSIGNAL: an emulator that ended is an error, and no end of this process.
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.failure("the emulator is gone") }
            rest = rest.dropFirst(count)
        }
    }

    private static func octets(_ digits: String) throws(BedplateError) -> [UInt8] {
        guard let octets = Hexadecimal.decode(digits) else { throw failure("'\(digits.prefix(16))' is no hexadecimal") }
        return octets
    }

    private static func failure(_ reason: String) -> BedplateError {
        BedplateError(.labToolFailed, "debug stub: \(reason)")
    }
}
