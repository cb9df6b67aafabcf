import SoC

/// On the station, before the device is secured: frames from the console go to the block, its answers go back. Nothing is
/// kept, and no firmware is started: it ends when the device is switched off, or is secured.
enum Provisioning {
    @inline(never)
    static func run(_ mailbox: inout Mailbox) throws(BootStop) -> Never {
        try mailbox.report(.provisioning, 0)
        var console = ConsoleConversation()
        while true {
            console.receive()
            // The block's frames are numbered by the ROM, the station's by the station.
            let answer = try mailbox.request(console.command, console.payload, limit: MailboxHeader.payloadLimit)
            console.answer(answer.status, count: answer.count)
            if console.command == MailboxCommand.moveOn.rawValue, answer.isDone { try leave(&mailbox) }
        }
    }

    /// A device that is not open any more takes nothing over the console.
    @inline(never)
    private static func leave(_ mailbox: inout Mailbox) throws(BootStop) {
        let nothing = InlineArray<0, UInt8>(repeating: 0)
        try mailbox.demand(.status, nothing.span, count: DeviceStatus.size)
        let status = Memory.octets(at: WorkingMemory.frame, count: DeviceStatus.size)
        let lifecycle = Lifecycle(rawValue: status.word(at: 0))
        guard lifecycle.isOpen else { throw BootStop(.provisioning, lifecycle.rawValue) }
    }
}
