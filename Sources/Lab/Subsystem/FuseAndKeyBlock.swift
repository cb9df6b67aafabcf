internal import Crypto
public import SoC
internal import Wire

/// The fuse-and-key block of the reference device: octets in, octets out.
///
/// It believes nothing that it is told but measurements, by the layer below; what it attests are its own registers. No
/// command returns a secret, signs given octets with the instance's key, or sets a register back: only a new process
/// starts a new boot.
public struct FuseAndKeyBlock<Storage: SubsystemStorage> {
    public internal(set) var storage: Storage
    var journal: SlotJournal
    var registers: BootRegisters
    let random: (Int) -> [UInt8]
    /// Whether a write failed. What is stored is not known then, and nothing is changed any more before the next start.
    private var isBroken = false
    /// What this block lacks; nil for every one that is not there to be attacked.
    private let missing: Defence?

    /// Begins a boot.
    ///
    /// - Parameter random: as many octets of a cryptographically secure generator.
    public init(_ storage: Storage, random: @escaping (Int) -> [UInt8]) throws(StorageFailure) {
        try self.init(storage, random: random, without: nil)
    }

    /// The same of a block that lacks a defence: to be attacked, and for nothing else.
    package init(
        _ storage: Storage,
        random: @escaping (Int) -> [UInt8],
        without missing: Defence?
    ) throws(StorageFailure) {
        self.storage = storage
        self.random = random
        self.missing = missing
        journal = try storage.journal()
        registers = BootRegisters(bootSeed: missing == .bootSeed ? [UInt8](repeating: 0, count: 32) : random(32))
        try loadSecret()
    }

    func has(_ defence: Defence) -> Bool { missing != defence }

    /// Answers one frame, whatever the octets are.
    public mutating func respond(to octets: [UInt8]) -> [UInt8] {
        let form = has(.checksum) ? try? MailboxFrame(octets) : try? MailboxFrame(withoutChecksum: octets)
        guard let frame = form, !frame.header.isAnswer, frame.header.status == 0 else {
            return Self.damaged(expecting: registers.sequence)
        }
        let (number, sequence) = (frame.header.command, frame.header.sequence)
        guard sequence == registers.sequence || !has(.sequence) else {
            return MailboxFrame(answer: .outOfSequence, to: number, sequence: sequence).octets
        }
        registers.sequence &+= 1
        do throws(MailboxStatus) {
            guard let command = MailboxCommand(rawValue: number) else { throw .unknownCommand }
            let answer = try obey(command, frame.payload)
            return MailboxFrame(answer: .done, to: number, sequence: sequence, answer).octets
        } catch {
            if error == .failed { isBroken = true }
            return MailboxFrame(answer: error, to: number, sequence: sequence).octets
        }
    }

    /// The answer to octets that are no frame, by the number of the request that is awaited.
    static func damaged(expecting sequence: UInt16) -> [UInt8] {
        MailboxFrame(answer: .damaged, to: 0, sequence: sequence).octets
    }

    private mutating func obey(_ command: MailboxCommand, _ payload: [UInt8]) throws(MailboxStatus) -> [UInt8] {
        guard !isBroken else { throw .failed }
        // The form first: it says nothing about the device.
        let arguments = try CommandArguments(command, payload)
        let lifecycle = try lifecycle()
        if let rule = command.rule, has(.commandRules) {
            guard rule.layers.contains(registers.layer) else { throw .wrongLayer }
            guard rule.lifecycles.contains(lifecycle) else { throw .wrongLifecycle }
        }
        return try perform(arguments, lifecycle)
    }

    private mutating func perform(
        _ arguments: CommandArguments,
        _ lifecycle: Lifecycle
    ) throws(MailboxStatus) -> [UInt8] {
        switch arguments {
        case .status: return try status(lifecycle)
        case .readFuse(let fuse): return try read(fuse)
        case .burnFuse(let fuse, let words): try burn(fuse, words)
        case .lockFuse(let fuse): try lock(fuse)
        case .makeSecret: return try makeSecret()
        case .moveOn(let next): try move(from: lifecycle, to: next)
        case .nextSlot: return try nextSlot()
        case .readSlot(let slot, let range): return try read(slot, range)
        case .eraseSlot(let slot): try erase(slot, lifecycle)
        case .writeSlot(let slot, let offset, let octets): try write(slot, offset, octets, lifecycle)
        case .finishSlot(let slot): try finish(slot, lifecycle)
        case .confirm: try confirm()
        case .advance(let measurement): try advance(measurement, lifecycle)
        case .random(let count): return random(count)
        case .derive(let label): return try derive(label)
        case .attest(let nonce): return try attest(nonce, lifecycle)
        case .sign(let digest): return try sign(digest)
        case .seal(let octets): return try seal(octets)
        case .unseal(let octets): return try unseal(octets)
        case .certificate(let index, let isX509): return try certificate(index, isX509: isX509)
        case .open(let info, let encapsulated, let ciphertext):
            return try open(ciphertext, encapsulated: encapsulated, info: info)
        case .report(let code, let detail): try report(code, detail)
        case .returnChallenge: return try returnChallenge()
        case .returnResponse(let key, let signature): try returnResponse(key, signature)
        }
        return []
    }
}

extension FuseAndKeyBlock {
    /// Reads or changes what is stored.
    static func stored<Value>(_ body: () throws(StorageFailure) -> Value) throws(MailboxStatus) -> Value {
        do throws(StorageFailure) { return try body() } catch { throw .failed }
    }

    func reading(_ fuse: Fuse) throws(MailboxStatus) -> FuseReading {
        let storage = storage
        let reading = try Self.stored { () throws(StorageFailure) in try storage.reading(fuse) }
        if fuse.vote == .majority, !has(.copies) { return reading.believing([0]) }
        if fuse.vote == .any, !has(.strictestCopy) { return reading.believing([1, 2]) }
        return reading
    }

    func lifecycle() throws(MailboxStatus) -> Lifecycle { Lifecycle(rawValue: try reading(.lifecycle).words[0]) }
}

extension MailboxStatus: Error {}
