import Crypto
import SoC
import Testing
import Wire

@testable import Subsystem

/// Whoever answers requests: a block in memory, or a process.
protocol Mailbox {
    mutating func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> Answer
}

struct Answer: Equatable {
    var status: MailboxStatus
    var payload: [UInt8] = []
}

/// A command that had to be obeyed was not.
struct Refused: Error, Equatable {
    var command: MailboxCommand
    var status: MailboxStatus
}

extension Mailbox {
    mutating func ask(_ command: MailboxCommand) throws -> Answer { try ask(command, []) }

    /// The payload of an answer that must be ``MailboxStatus/done``.
    @discardableResult
    mutating func done(_ command: MailboxCommand, _ payload: [UInt8] = []) throws -> [UInt8] {
        let answer = try ask(command, payload)
        guard answer.status == .done else { throw Refused(command: command, status: answer.status) }
        return answer.payload
    }

    mutating func status() throws -> DeviceStatus {
        try DeviceStatus(try done(.status), order: .little)
    }
}

/// A device in memory: its storage, and the block of the present boot.
struct Device: Mailbox {
    let storage: MemoryStorage
    private(set) var block: FuseAndKeyBlock<MemoryStorage>
    private(set) var sequence: UInt16 = 0
    /// Every frame that came back, of all boots.
    private(set) var answers: [[UInt8]] = []
    private let random: SeededRandom

    init(seed: UInt64 = .random(in: 0...(.max)), _ storage: MemoryStorage = MemoryStorage()) throws {
        let random = SeededRandom(seed)
        self.random = random
        self.storage = storage
        block = try FuseAndKeyBlock(storage, random: random.octets)
    }

    /// The power comes back, and a new boot begins.
    mutating func restart() throws {
        storage.writesLeft = nil
        storage.tornOctets = 0
        try reset()
    }

    /// A new boot begins, whatever becomes of the power.
    mutating func reset() throws {
        block = try FuseAndKeyBlock(storage, random: random.octets)
        sequence = 0
    }

    mutating func send(_ octets: [UInt8]) throws -> MailboxFrame {
        let answer = block.respond(to: octets)
        answers.append(answer)
        let frame = try MailboxFrame(answer)
        if frame.status != .damaged, frame.status != .outOfSequence { sequence &+= 1 }
        return frame
    }

    /// The answer to what a stream was cut into; nothing of it may be a whole frame.
    mutating func answer(to part: FrameAssembler.Part) -> [UInt8] { block.answer(to: part).octets }

    mutating func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> Answer {
        let frame = try send(MailboxFrame(request: command.rawValue, sequence: sequence, payload).octets)
        return Answer(status: try #require(frame.status), payload: frame.payload)
    }
}
