import SoC

/// What lies where in secure RAM while the secure world runs: the whole of its variables, as there is no .data, .bss or
/// heap. ``MemoryMap/nextRequest`` is before all of it.
enum WorkingMemory {
    /// Whether a request to the block is on its way: a fault then finds no mailbox to report to.
    static var isTalking: UInt32 { MemoryMap.secureRAM &+ 0x20 }
    /// Both decisions about the application's image.
    static var firstDecision: UInt32 { MemoryMap.secureRAM &+ 0x24 }
    static var secondDecision: UInt32 { MemoryMap.secureRAM &+ 0x28 }
    /// Requests of the application and answers of the block: up to ``MailboxHeader/payloadLimit``.
    static var frame: UInt32 { MemoryMap.secureRAM &+ 0x1000 }
    /// Eight polynomials.
    static var workspace: UInt32 { MemoryMap.secureRAM &+ 0x4000 }
    /// 16 KiB; the processor faults below (MSPLIM). Start.S has both numbers too.
    static var stackLimit: UInt32 { MemoryMap.secureRAM &+ 0xC000 }
    static var stackTop: UInt32 { MemoryMap.secureRAM &+ 0x1_0000 }
}
