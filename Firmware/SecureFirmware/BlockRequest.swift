import SoC

/// A request of the secure world to the fuse-and-key block, after those of the ROM.
enum BlockRequest {
    /// This boot is good: its slot is confirmed, and counters are burned up to what was measured.
    ///
    /// - Returns: a ``MailboxStatus``; ``MailboxStatus/damaged`` for an answer that is none.
    static func confirm() -> UInt8 {
        let sequence = UInt16(truncatingIfNeeded: Register(MemoryMap.nextRequest).load())
        Register(MemoryMap.nextRequest).store(UInt32(sequence &+ 1))
        let command = MailboxCommand.confirm.rawValue
        var writer = FrameWriter(.mailbox)
        writer.header(MailboxHeader.requestMagic, command, 0, sequence, 0)
        writer.end()
        var reader = FrameReader(.mailbox)
        let header = reader.header()
        guard header.magic == MailboxHeader.answerMagic, header.command == command, header.sequence == sequence,
            header.reserved == 0, header.count == 0, reader.isWhole()
        else { return MailboxStatus.damaged.rawValue }
        return header.status
    }
}
