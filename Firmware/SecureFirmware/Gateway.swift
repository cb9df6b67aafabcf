import SoC

/// What the application may ask the block for. The block decides by itself whether it answers; what is not here it is not
/// even asked: reports, layers and everything of the station are this world's.
enum Gateway {
    private static func isAllowed(_ command: UInt8) -> Bool {
        #if WITHOUT_GATEWAY_LIST
        return true
        #else
        switch command {
        case MailboxCommand.status.rawValue, MailboxCommand.readFuse.rawValue, MailboxCommand.eraseSlot.rawValue,
            MailboxCommand.writeSlot.rawValue, MailboxCommand.finishSlot.rawValue, MailboxCommand.confirm.rawValue,
            MailboxCommand.random.rawValue, MailboxCommand.derive.rawValue, MailboxCommand.attest.rawValue,
            MailboxCommand.sign.rawValue, MailboxCommand.seal.rawValue, MailboxCommand.unseal.rawValue,
            MailboxCommand.certificate.rawValue, MailboxCommand.open.rawValue:
            return true
        default: return false
        }
        #endif
    }

    /// - Returns: a ``MailboxStatus``, and how many octets lie in ``WorkingMemory/frame``.
    @inline(never)
    static func request(_ command: UInt32, _ input: CallerMemory, _ output: CallerMemory) -> (UInt8, UInt32) {
        guard command <= 0xFF, isAllowed(UInt8(truncatingIfNeeded: command)) else {
            return (MailboxStatus.unknownCommand.rawValue, 0)
        }
        let limit = UInt32(truncatingIfNeeded: MailboxHeader.payloadLimit)
        guard input.count <= limit, output.count <= limit else { return (MailboxStatus.malformed.rawValue, 0) }
        // Before anything is done: a request whose answer has no place has no effect.
        guard input.isAllowed(forWriting: false), output.isAllowed(forWriting: true) else {
            return (MailboxStatus.foreignMemory.rawValue, 0)
        }
        input.copy(to: WorkingMemory.frame)
        do throws(BootStop) {
            let answer = try Block.request(
                UInt8(truncatingIfNeeded: command),
                Memory.octets(at: WorkingMemory.frame, count: Int(input.count)),
                limit: MailboxHeader.payloadLimit
            )
            let count = UInt32(truncatingIfNeeded: answer.count)
            guard count <= output.count else { return (MailboxStatus.malformed.rawValue, 0) }
            return (answer.status, count)
        } catch {
            end(error)
        }
    }
}

/// From Gateway.S, which has it from the application.
///
/// - Parameter counts: octets in, and room for octets out in the upper half.
/// - Returns: a ``MailboxStatus``, and octets out in the upper half.
@c(secure_request)
public func secureRequest(_ command: UInt32, _ input: UInt32, _ output: UInt32, _ counts: UInt32) -> UInt32 {
    let output = CallerMemory(address: output, count: counts >> 16)
    let (status, count) = Gateway.request(command, CallerMemory(address: input, count: counts & 0xFFFF), output)
    output.fill(from: WorkingMemory.frame, count)
    // Of one request nothing is left to the next.
    Memory.clear(from: WorkingMemory.frame, to: WorkingMemory.frame &+ 0x1400)
    return UInt32(status) | count << 16
}
