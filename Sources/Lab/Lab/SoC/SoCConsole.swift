internal import Foundation
internal import Glibc
public import Model
public import SoC
internal import Subsystem
internal import Wire

/// The reference device's console: lines of text, and frames: on the station, in recovery, and of an application. Everything that came is kept
/// in the transcript.
public final class SoCConsole {
    private let descriptor: Int32
    private let transcript: FileHandle
    private var received: [UInt8] = []
    private var sequence: UInt16 = 0
    /// Whether nothing will come any more: the processor is off.
    public private(set) var hasEnded = false

    /// - Parameters:
    ///   - descriptor: a connected stream; stays the caller's.
    ///   - transcript: the file that is appended to.
    init(_ descriptor: Int32, transcript: String) throws {
        self.descriptor = descriptor
        let file = unsafe open(transcript, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BedplateError(.environment, "cannot write the transcript \(transcript)") }
        self.transcript = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    }

    /// The next line, without its end; nil when none came in this time, or none will come.
    public func line(within time: Duration) throws(BedplateError) -> String? {
        let end = ContinuousClock.now + time
        while true {
            if let mark = received.firstIndex(of: 0x0A) {
                let line = String(decoding: received[..<mark], as: UTF8.self)
                received.removeSubrange(...mark)
                return line
            }
            guard try more(before: end) else { return nil }
        }
    }

    /// The ROM's next report; what stands between is in the transcript. Nil as of ``line(within:)``.
    public func report(within time: Duration) throws(BedplateError) -> BootReport? {
        let end = ContinuousClock.now + time
        while let line = try line(within: end - ContinuousClock.now) {
            if let report = BootReport(line) { return report }
        }
        return nil
    }

    public func send(_ octets: [UInt8]) throws(BedplateError) {
        var rest = octets[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Self.gone }
            rest = rest.dropFirst(count)
        }
    }

    /// Sends a request to a ROM or an application that waits for them, and waits for its answer.
    ///
    /// - Throws: ``BedplateError`` when none comes within a minute.
    public func ask(
        _ command: MailboxCommand,
        _ payload: [UInt8] = []
    ) throws(BedplateError) -> (status: MailboxStatus, payload: [UInt8]) {
        try ask(number: command.rawValue, payload)
    }

    /// The same for a command that the block need not have.
    public func ask(
        number command: UInt8,
        _ payload: [UInt8] = []
    ) throws(BedplateError) -> (status: MailboxStatus, payload: [UInt8]) {
        try send(MailboxFrame(request: command, sequence: sequence, payload).octets)
        defer { sequence &+= 1 }
        let frame = try frame()
        guard frame.header.command == command, frame.header.sequence == sequence, let status = frame.status
        else { throw BedplateError(.labToolFailed, "the device answered another request") }
        return (status, frame.payload)
    }

    /// The same where anything but ``MailboxStatus/done`` is an error.
    @discardableResult
    public func demand(_ command: MailboxCommand, _ payload: [UInt8] = []) throws(BedplateError) -> [UInt8] {
        let answer = try ask(command, payload)
        guard answer.status == .done else {
            throw BedplateError(.labDeviceState, "the device refused '\(command)': \(answer.status)")
        }
        return answer.payload
    }

    private func frame() throws(BedplateError) -> MailboxFrame {
        let end = ContinuousClock.now + .seconds(60)
        while true {
            // Lines may stand before it.
            if let start = received.firstIndex(of: MailboxHeader.answerMagic) {
                received.removeSubrange(..<start)
                if received.count >= MailboxHeader.size {
                    let count = Int(received[6]) | Int(received[7]) << 8
                    let whole = MailboxHeader.size + count + MailboxHeader.checksumSize
                    if received.count >= whole {
                        defer { received.removeSubrange(..<whole) }
                        do throws(WireError) { return try MailboxFrame(Array(received.prefix(whole))) } catch {
                            throw BedplateError(.labToolFailed, "a frame on the console is damaged: \(error)")
                        }
                    }
                }
            }
            guard try more(before: end) else {
                throw BedplateError(.labToolFailed, "the device does not answer on its console")
            }
        }
    }

    /// Reads what came; false when nothing did in time, or nothing will.
    private func more(before end: ContinuousClock.Instant) throws(BedplateError) -> Bool {
        while true {
            let rest = end - ContinuousClock.now
            guard rest > .zero else { return false }
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let milliseconds = rest.components.seconds * 1000 + rest.components.attoseconds / 1_000_000_000_000_000
            // One descriptor, on this stack.
            guard unsafe poll(&wanted, 1, Int32(clamping: milliseconds + 1)) > 0 else { continue }
            var part = [UInt8](repeating: 0, count: 8192)
            let count = unsafe part.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                hasEnded = true
                return false
            }
            received += part.prefix(count)
            do { try transcript.write(contentsOf: Data(part.prefix(count))) } catch {
                throw BedplateError(.environment, "the transcript cannot be written", cause: error)
            }
            return true
        }
    }

    private static let gone = BedplateError(.labToolFailed, "the device is gone")
}
