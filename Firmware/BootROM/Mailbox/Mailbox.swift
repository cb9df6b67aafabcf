import SoC

/// The conversation with the fuse-and-key block: one request, one answer, of which everything is checked.
struct Mailbox {
    /// The number of the next request.
    private(set) var sequence: UInt16 = 0

    /// Sends a request and takes its answer into memory.
    ///
    /// - Parameters:
    ///   - address: where the answer's payload goes. What is there is believed only when this returns.
    ///   - limit: the most octets that the answer may have.
    /// - Throws: ``BootCode/mailboxDamaged`` for an answer that is damaged, out of sequence, of another command or too long.
    ///   The block stands on the same die: this is a fault, and nothing is tried again.
    mutating func request(
        _ command: UInt8,
        _ payload: Span<UInt8>,
        to address: UInt32 = WorkingMemory.frame,
        limit: Int
    ) throws(BootStop) -> MailboxAnswer {
        send(command, payload)
        let answer = try receive(command, to: address, limit: limit)
        sequence &+= 1
        return answer
    }

    /// The same, of which anything but ``MailboxStatus/done`` with so many octets is an end.
    mutating func demand(
        _ command: MailboxCommand,
        _ payload: Span<UInt8>,
        to address: UInt32 = WorkingMemory.frame,
        count: Int
    ) throws(BootStop) {
        let answer = try request(command.rawValue, payload, to: address, limit: count)
        guard answer.isDone, answer.count == count else {
            throw BootStop(.mailboxRefused, UInt32(command.rawValue) << 8 | UInt32(answer.status))
        }
    }

    @inline(never)
    private func send(_ command: UInt8, _ payload: Span<UInt8>) {
        var writer = FrameWriter(.mailbox)
        writer.header(MailboxHeader.requestMagic, command, 0, sequence, payload.count)
        writer.octets(payload)
        writer.end()
    }

    @inline(never)
    private func receive(_ command: UInt8, to address: UInt32, limit: Int) throws(BootStop) -> MailboxAnswer {
        var reader = FrameReader(.mailbox)
        let header = reader.header()
        guard header.magic == MailboxHeader.answerMagic, header.command == command, header.reserved == 0,
            header.sequence == sequence, Int(header.count) <= limit
        else { throw BootStop(.mailboxDamaged, UInt32(command)) }
        reader.octets(Int(header.count), to: address)
        guard reader.isWhole() else { throw BootStop(.mailboxDamaged, UInt32(command)) }
        return MailboxAnswer(status: header.status, count: Int(header.count))
    }
}
