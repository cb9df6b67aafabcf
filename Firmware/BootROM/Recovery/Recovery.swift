import BootImage
import SoC

/// Nothing boots: whoever has the console may send an image into RAM, which is verified as every other.
///
/// The frames are those with which a slot is written: ``MailboxCommand/writeSlot`` into ``Slot/recovery``, in order from
/// offset 0, and ``MailboxCommand/finishSlot``. A write at offset 0 begins again.
///
/// Of the block's own commands the return path's two are passed on: it judges them itself.
enum Recovery {
    @inline(never)
    static func run(_ policy: ImagePolicy, _ mailbox: inout Mailbox) throws(BootStop) -> Never {
        try mailbox.report(.recoveryWaiting, 0)
        var console = ConsoleConversation()
        var end: UInt32 = 0
        while true {
            console.receive()
            switch console.command {
            case MailboxCommand.writeSlot.rawValue:
                console.answer(write(console.payload, &end) ? .done : .malformed, count: 0)
            case MailboxCommand.finishSlot.rawValue:
                BootFlow.image.begin()
                do throws(BootStop) {
                    try Verification.start(end, UInt32(Slot.recovery.rawValue), .recovered, policy, &mailbox)
                } catch {
                    guard error.code != .mailboxDamaged, error.code != .mailboxRefused else { throw error }
                    try mailbox.report(.recoveryRefused, error.code.rawValue)
                    console.answer(.invalid, count: 0)
                }
                end = 0
            case MailboxCommand.returnChallenge.rawValue, MailboxCommand.returnResponse.rawValue:
                let answer = try mailbox.request(console.command, console.payload, limit: MailboxHeader.payloadLimit)
                console.answer(answer.status, count: answer.count)
            #if WITHOUT_RECOVERY_LIST
            default:
                let answer = try mailbox.request(console.command, console.payload, limit: MailboxHeader.payloadLimit)
                console.answer(answer.status, count: answer.count)
            #else
            default: console.answer(.unknownCommand, count: 0)
            #endif
            }
        }
    }

    /// (slot u8, 3 octets of 0, offset u32, octets)
    @inline(never)
    private static func write(_ payload: Span<UInt8>, _ end: inout UInt32) -> Bool {
        guard payload.count >= 8, payload.word(at: 0) == UInt32(Slot.recovery.rawValue) else { return false }
        let offset = payload.word(at: 4)
        let count = UInt32(truncatingIfNeeded: payload.count &- 8)
        #if WITHOUT_RECOVERY_LIMIT
        guard offset == end || offset == 0 else { return false }
        #else
        guard offset == end || offset == 0, count <= MemoryMap.imageLimit &- offset else { return false }
        #endif
        var place: UInt32 = 0
        while place < count {
            Memory.store(payload[Int(place) &+ 8], at: MemoryMap.secureFirmware &+ offset &+ place)
            place &+= 1
        }
        end = offset &+ count
        return true
    }
}
