import SoC

/// The fuse-and-key block, as the secure world asks it: its requests follow those of the ROM.
enum Block {
    /// - Parameter payload: may lie where the answer goes: it is sent before.
    /// - Throws: ``BootCode/mailboxDamaged``; nothing more can be asked then.
    @inline(never)
    static func request(
        _ command: UInt8,
        _ payload: Span<UInt8>,
        to address: UInt32 = WorkingMemory.frame,
        limit: Int
    ) throws(BootStop) -> MailboxAnswer {
        Register(WorkingMemory.isTalking).store(1)
        var mailbox = Mailbox(sequence: UInt16(truncatingIfNeeded: Register(MemoryMap.nextRequest).load()))
        let answer = try mailbox.request(command, payload, to: address, limit: limit)
        Register(MemoryMap.nextRequest).store(UInt32(mailbox.sequence))
        Register(WorkingMemory.isTalking).store(0)
        return answer
    }

    /// The same, of which anything but ``MailboxStatus/done`` with so many octets is an end.
    static func demand(_ command: MailboxCommand, _ payload: Span<UInt8>, count: Int) throws(BootStop) {
        let answer = try request(command.rawValue, payload, limit: count)
        guard answer.isDone, answer.count == count else {
            throw BootStop(.mailboxRefused, UInt32(command.rawValue) << 8 | UInt32(answer.status))
        }
    }

    /// Tells the block how it went. That it does not take it changes nothing.
    @inline(never)
    static func report(_ code: BootCode, _ detail: UInt32) throws(BootStop) {
        var octets = InlineArray<8, UInt8>(repeating: 0)
        octets.store(code.rawValue, at: 0)
        octets.store(detail, at: 4)
        _ = try request(MailboxCommand.report.rawValue, octets.span, limit: 0)
    }
}
