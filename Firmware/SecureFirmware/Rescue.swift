import SoC

/// This firmware came over the console, as no slot would boot: whoever has the console may write slots anew. What they then
/// hold is verified as ever; an attacker who can do this could have cut the wires as well.
enum Rescue {
    @inline(never)
    static func run() throws(BootStop) -> Never {
        // `R:ready`
        let console = UART.console
        let line: InlineArray<8, UInt8> = [0x52, 0x3A, 0x72, 0x65, 0x61, 0x64, 0x79, 0x0A]
        for place in 0..<line.count { console.write(line[place]) }
        var conversation = ConsoleConversation()
        while true {
            conversation.receive()
            switch conversation.command {
            case MailboxCommand.status.rawValue, MailboxCommand.eraseSlot.rawValue,
                MailboxCommand.writeSlot.rawValue, MailboxCommand.finishSlot.rawValue:
                let answer = try Block.request(
                    conversation.command,
                    conversation.payload,
                    limit: MailboxHeader.payloadLimit
                )
                conversation.answer(answer.status, count: answer.count)
            default: conversation.answer(.unknownCommand, count: 0)
            }
        }
    }
}
