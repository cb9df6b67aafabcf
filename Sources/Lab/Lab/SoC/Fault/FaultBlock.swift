internal import Digests
internal import Model
internal import SoC
internal import Subsystem
internal import Wire

/// The device's own fuse-and-key block as a value: a boot is gone back to by putting back a copy.
struct FaultBlock {
    private var block: FuseAndKeyBlock<MemoryStorage>
    private var received: [UInt8] = []
    /// What it was asked before, as a place in the memory.
    private var state = 0
    private let memory = Memory()
    /// What the block was told to measure, and did.
    private(set) var measured: [[UInt8]] = []

    /// A device that was secured with the image in slot A, and whose counter stands where an authentic one put it.
    init(holding image: FaultImage) throws {
        var storage = MemoryStorage()
        var station = try Station(storage)
        try station.demand(.makeSecret)
        try station.demand(.burnFuse, [Fuse.rootKey1.rawValue, 0, 0, 0] + FaultImage.rootKey)
        try station.demand(.eraseSlot, [Slot.a.rawValue, 0, 0, 0])
        try station.demand(.writeSlot, [Slot.a.rawValue, 0, 0, 0, 0, 0, 0, 0] + image.octets)
        try station.demand(.finishSlot, [Slot.a.rawValue, 0, 0, 0])
        try station.demand(.moveOn, FaultImage.words([Lifecycle.provisioning.rawValue]))
        try station.demand(.moveOn, FaultImage.words([Lifecycle.secured.rawValue]))
        storage = station.block.storage
        // An earlier boot, which left the counter where it is.
        var earlier = try Station(storage)
        try earlier.demand(.nextSlot)
        let measurement =
            FaultImage.authentic.digest + FaultImage.rootKey + FaultImage.words([FaultImage.counter, 0, 0])
        try earlier.demand(.advance, measurement)
        try earlier.demand(.confirm)
        block = try Station(earlier.block.storage).block
    }

    /// Takes octets of the mailbox; answers.
    mutating func answer(_ octets: [UInt8]) -> [UInt8] {
        received += octets
        var answers: [UInt8] = []
        while let first = received.first {
            guard first == MailboxHeader.requestMagic else {
                // Noise is dropped with all that came with it, and told.
                answers += respond(to: [first])
                received = []
                break
            }
            guard received.count >= MailboxHeader.size else { break }
            let count = min(Int(received[6]) | Int(received[7]) << 8, MailboxHeader.payloadLimit)
            let whole = MailboxHeader.size + count + MailboxHeader.checksumSize
            guard received.count >= whole else { break }
            let request = Array(received.prefix(whole))
            received.removeFirst(whole)
            let answer = respond(to: request)
            let isDone = answer.count > 2 && answer[2] == MailboxStatus.done.rawValue
            if isDone, request[1] == MailboxCommand.advance.rawValue {
                measured.append(Array(request[MailboxHeader.size...].prefix(32)))
            }
            answers += answer
        }
        return answers
    }

    /// Whether it was asked the same, from the same beginning.
    func isSame(as other: FaultBlock) -> Bool {
        memory === other.memory && state == other.state && received == other.received && measured == other.measured
    }

    private mutating func respond(to request: [UInt8]) -> [UInt8] {
        let key = Memory.Key(state: state, request: request)
        if let known = memory.known[key] {
            (block, state) = (known.block, known.state)
            return known.answer
        }
        let answer = block.respond(to: request)
        state = memory.next
        memory.next += 1
        if memory.known.count < Memory.most {
            memory.known[key] = Memory.Known(answer: answer, block: block, state: state)
        }
        return answer
    }

    /// Nothing here is random, and no clock is asked: a block that was asked the same before answers the same, and is
    /// then the same. Most trials ask what the first one asked.
    private final class Memory {
        struct Key: Hashable {
            var state: Int
            var request: [UInt8]
        }

        struct Known {
            var answer: [UInt8]
            var block: FuseAndKeyBlock<MemoryStorage>
            var state: Int
        }

        static let most = 4096
        var known: [Key: Known] = [:]
        var next = 1
    }

    /// Who speaks to a block before the processor does.
    private struct Station {
        var block: FuseAndKeyBlock<MemoryStorage>
        private var sequence: UInt16 = 0

        init(_ storage: MemoryStorage) throws {
            // No secret of this device is worth anything, and the same trial is to be the same everywhere.
            block = try FuseAndKeyBlock(storage) { count in [UInt8](repeating: 0x5A, count: count) }
        }

        mutating func demand(_ command: MailboxCommand, _ payload: [UInt8] = []) throws {
            let request = MailboxFrame(request: command.rawValue, sequence: sequence, payload).octets
            sequence += 1
            guard try MailboxFrame(block.respond(to: request)).status == .done else {
                throw BedplateError(.labDeviceState, "the block refuses '\(command)'")
            }
        }
    }
}
