#if APPLICATION_PROBES
import SoC

/// An application that is not content with what it was given: it does over the console what an attacker would who has all of
/// the non-secure world. For tests and attacks alone.
///
/// The frames are those of the mailbox with numbers that the block has not; all integers are words.
enum Probes {
    /// (command, in, out, count in, room out) -> the gateway's own answer.
    private static let gateway: UInt8 = 0xF0
    /// (address) -> the word that is there.
    private static let load: UInt8 = 0xF1
    /// (address, word) -> the word that is there afterwards.
    private static let store: UInt8 = 0xF2
    /// (address): calls it.
    private static let call: UInt8 = 0xF3
    /// (address): enters the gateway, with this return address.
    private static let returnTo: UInt8 = 0xF4
    /// (): registers r1 to r3 and r12 as the gateway leaves them behind a request.
    private static let registers: UInt8 = 0xF5
    /// (address): jumps there, with nothing to come back to.
    private static let jump: UInt8 = 0xF6
    /// (address) -> the word that is there, read with every exception masked that this world can mask.
    private static let maskedLoad: UInt8 = 0xF7
    /// (ticks of SysTick until the interrupt, requests) -> interrupts, in how many the gateway did not answer as it should, and
    /// in how many requests outside of them.
    private static let interrupted: UInt8 = 0xF8

    /// - Returns: octets of the answer, in the frame's memory; nil for any other command.
    static func run(_ command: UInt8, _ payload: Span<UInt8>) -> Int? {
        var words = InlineArray<5, UInt32>(repeating: 0)
        var place = 0
        while place < 5, 4 * place + 4 <= payload.count {
            words[place] = Register(WorkingMemory.frame &+ UInt32(4 * place)).load()
            place += 1
        }
        let answer = WorkingMemory.frame
        switch command {
        case gateway: Register(answer).store(secure_gateway(words[0], words[1], words[2], words[3] | words[4] << 16))
        case load: Register(answer).store(Register(words[0]).load())
        case store:
            Register(words[0]).store(words[1])
            Register(answer).store(Register(words[0]).load())
        case call: Register(answer).store(probe_call(words[0]))
        case returnTo: Register(answer).store(probe_return(words[0]))
        case registers:
            probe_registers(answer)
            return 16
        case jump: Register(answer).store(probe_jump(words[0]))
        case maskedLoad: Register(answer).store(probe_masked_load(words[0]))
        case interrupted:
            interrupt(after: words[0], words[1], answer)
            return 12
        default: return nil
        }
        return 4
    }

    /// A request in the thread, and another in the handler of an interrupt that falls due meanwhile: it comes in as soon as
    /// this world can, and so at the latest on the way back.
    private static func interrupt(after ticks: UInt32, _ requests: UInt32, _ answer: UInt32) {
        let (interrupts, wrong) = (Register(counts), Register(counts &+ 4))
        interrupts.store(0)
        wrong.store(0)
        let vectors = Register(0xE000_ED08)
        let own = vectors.load()
        vectors.store(probe_vectors())
        var failed: UInt32 = 0
        var left = requests
        while left > 0 {
            Register(WorkingMemory.scratch).store(32)
            // Not always at the same instruction.
            Register(0xE000_E014).store(ticks &+ 7 &* left)
            Register(0xE000_E018).store(0)
            Register(0xE000_E010).store(0b111)
            let random = SecureWorld.request(
                MailboxCommand.random.rawValue,
                WorkingMemory.scratch,
                4,
                to: WorkingMemory.scratch,
                32
            )
            if !random.isDone || random.count != 32 { failed += 1 }
            left -= 1
        }
        Register(0xE000_E010).store(0)
        vectors.store(own)
        Register(answer).store(interrupts.load())
        Register(answer &+ 4).store(wrong.load())
        Register(answer &+ 8).store(failed)
    }

    /// Probes.S has this number too.
    private static var counts: UInt32 { MemoryMap.applicationRAM &+ 0x3000 }
}

@_extern(c, "probe_call")
private func probe_call(_ address: UInt32) -> UInt32

@_extern(c, "probe_return")
private func probe_return(_ address: UInt32) -> UInt32

@_extern(c, "probe_registers")
private func probe_registers(_ answer: UInt32)

@_extern(c, "probe_jump")
private func probe_jump(_ address: UInt32) -> UInt32

@_extern(c, "probe_masked_load")
private func probe_masked_load(_ address: UInt32) -> UInt32

@_extern(c, "probe_vectors")
private func probe_vectors() -> UInt32
#endif
