import Foundation
import Glibc
import Lab
import Programs
import SoC
import Wire

/// What answers on the device's mailbox.
protocol DeviceBlock {
    mutating func answer(_ request: Frame) throws -> [UInt8]
}

/// The reference device: QEMU's musca-b1 with the ROM, its console, and a block that the test holds.
final class EmulatedDevice<Block: DeviceBlock> {
    var block: Block
    /// Everything that came over the console.
    private(set) var console: [UInt8] = []
    private let emulator: Emulator
    private let mailbox: SocketPair
    private let mailboxSocket: DeviceSocket
    private let consoleSocket: DeviceSocket
    private let romFile: URL
    private var pending: [UInt8] = []

    /// - Parameter countsInstructions: whether a nanosecond of the device's time is one instruction.
    init(_ block: Block, rom: [UInt8]? = nil, countsInstructions: Bool = false) throws {
        self.block = block
        romFile = FileManager.default.temporaryDirectory.appending(path: "bedplate-rom-\(UUID().uuidString).bin")
        try Data(rom ?? BuiltFirmware.shared.get().rom).write(to: romFile)
        mailbox = try SocketPair()
        emulator = try Emulator(
            rom: nil,
            mailbox: mailbox.others,
            Emulator.Options(
                countsInstructions: countsInstructions,
                contents: [(romFile.path, MemoryMap.rom)]
            ),
            log: romFile.path + ".log"
        )
        mailbox.closeOthers()
        mailboxSocket = DeviceSocket(descriptor: mailbox.own)
        consoleSocket = DeviceSocket(descriptor: emulator.console)
    }

    deinit {
        emulator.cut()
        try? FileManager.default.removeItem(at: romFile)
        try? FileManager.default.removeItem(atPath: romFile.path + ".log")
    }

    /// The console's text.
    var text: String { String(decoding: console, as: UTF8.self) }
    /// The lines that begin so; frames, which end with no line, may stand before them.
    func lines(_ prefix: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            line.range(of: prefix, options: .backwards).map { String(line[$0.lowerBound...]) }
        }
    }
    /// Whether the secure firmware ran: only it prints this.
    var hasStarted: Bool { !lines("S:").isEmpty }
    var hasEnded: Bool { text.hasSuffix("\n") && (hasStarted || !lines("H:").isEmpty) }

    func send(_ octets: [UInt8]) { consoleSocket.send(octets) }

    /// Sends a request over the console, and waits for its answer.
    func ask(
        _ command: MailboxCommand,
        _ payload: [UInt8] = []
    ) throws -> (status: MailboxStatus?, payload: [UInt8]) {
        let before = console.count
        send(try Frame(command, payload).octets())
        var answer: Frame?
        try run {
            // A line may still be coming in.
            var octets = Array(self.console[before...].drop { $0 != MailboxHeader.answerMagic })
            answer = try Frame.take(from: &octets)
            return answer != nil
        }
        return (answer.flatMap { MailboxStatus(rawValue: $0.header.status) }, answer?.payload ?? [])
    }

    /// Plays the block until the device has started firmware or halted.
    func run(atMost seconds: Double = 60) throws {
        try run(atMost: seconds) { self.hasEnded }
    }

    /// Plays the block until something is so, or fails.
    func run(atMost seconds: Double = 60, until isSo: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try !isSo() {
            guard ContinuousClock.now < deadline else { throw ProgramFailure("not within \(seconds) s: \(text)") }
            var waiting = [mailboxSocket, consoleSocket].map {
                pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
            }
            _ = unsafe poll(&waiting, 2, 50)
            let (mailbox, console) = (mailboxSocket.receive(), consoleSocket.receive())
            pending += mailbox ?? []
            self.console += console ?? []
            while let request = try Frame.take(from: &pending) { mailboxSocket.send(try block.answer(request)) }
            if mailbox == nil, console == nil, try !isSo() { throw ProgramFailure("the emulator ended: \(text)") }
        }
    }

    /// Goes on for a while in which nothing more should happen.
    func linger(seconds: Double) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        try run(atMost: seconds + 10) { ContinuousClock.now > deadline }
    }
}
