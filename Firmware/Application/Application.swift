import SoC

/// A sample of what a maker would write: it checks what it was given, confirms its boot, and answers on the console.
///
/// Built with `APPLICATION_FAILS` it is one that a maker would rather not have shipped; with `APPLICATION_PROBES`, one that
/// an attacker did.
@c(application)
public func application() {
    // As the verified header has it: major, minor and revision.
    Line.write("version", Register(MemoryMap.application &+ 20).load())
    #if APPLICATION_FAILS
    Line.write("failed")
    reset()
    #else
    var isReturned = false
    if SecureWorld.request(MailboxCommand.status.rawValue, 0, 0, to: WorkingMemory.scratch).isDone {
        isReturned = Register(WorkingMemory.scratch).load() == Lifecycle.returned.rawValue
    }
    // A device that is back at its maker has no secrets to serve with.
    if !isReturned {
        if let command = SelfCheck.run() {
            Line.write("failed", UInt32(command.rawValue))
            reset()
        }
        Line.write("checked")
        let answer = SecureWorld.request(MailboxCommand.confirm.rawValue, 0, 0, to: 0, 0)
        guard answer.isDone else {
            Line.write("unconfirmed", UInt32(answer.status))
            reset()
        }
        Line.write("confirmed")
    }
    serve()
    #endif
}

/// Requests over the console go through the gateway: what it does not allow is refused there, and not here.
private func serve() -> Never {
    Line.write("ready")
    var console = ConsoleConversation()
    while true {
        console.receive()
        #if APPLICATION_PROBES
        if let count = Probes.run(console.command, console.payload) {
            console.answer(.done, count: count)
            continue
        }
        #endif
        let answer = SecureWorld.request(
            console.command,
            WorkingMemory.frame,
            console.payload.count,
            to: WorkingMemory.frame
        )
        console.answer(answer.status, count: answer.count)
    }
}

/// SYSRESETREQ.
func reset() -> Never {
    while true { Register(0xE000_ED0C).store(0x05FA_0004) }
}
