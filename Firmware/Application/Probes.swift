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
        case registers: probe_registers(answer)
        default: return nil
        }
        return command == registers ? 16 : 4
    }
}

@_extern(c, "probe_call")
private func probe_call(_ address: UInt32) -> UInt32

@_extern(c, "probe_return")
private func probe_return(_ address: UInt32) -> UInt32

@_extern(c, "probe_registers")
private func probe_registers(_ answer: UInt32)
#endif
