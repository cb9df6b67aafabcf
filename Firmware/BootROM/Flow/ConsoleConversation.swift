import SoC

/// Frames on the console: requests of a station, answered one by one. Nothing is believed of them but their checksum.
struct ConsoleConversation {
    private(set) var command: UInt8 = 0
    private var sequence: UInt16 = 0
    private var count = 0

    /// The request's payload.
    var payload: Span<UInt8> {
        @_lifetime(immortal)
        get { Memory.octets(at: WorkingMemory.frame, count: count) }
    }

    /// Waits for a request that is whole. Octets that begin none are passed over, so that noise does not end it.
    @inline(never)
    mutating func receive() {
        while true {
            var reader = FrameReader(.console)
            let header = reader.header(after: MailboxHeader.requestMagic)
            guard header.reserved == 0, header.status == 0,
                Int(header.count) <= MailboxHeader.payloadLimit
            else { continue }
            reader.octets(Int(header.count), to: WorkingMemory.frame)
            (command, sequence, count) = (header.command, header.sequence, Int(header.count))
            if reader.isWhole() { return }
            answer(.damaged, count: 0)
        }
    }

    /// Answers the request; the payload is what lies in the frame's memory.
    func answer(_ status: MailboxStatus, count: Int) { answer(status.rawValue, count: count) }

    @inline(never)
    func answer(_ status: UInt8, count: Int) {
        var writer = FrameWriter(.console)
        writer.header(MailboxHeader.answerMagic, command, status, sequence, count)
        writer.octets(Memory.octets(at: WorkingMemory.frame, count: count))
        writer.end()
    }
}
