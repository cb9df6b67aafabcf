import SoC

/// What lies where in secure RAM while the ROM runs: the whole of its variables, as there is no .data, .bss or heap.
enum WorkingMemory {
    /// The control-flow counters: of the boot, and of the image that is tried.
    static var bootFlow: UInt32 { MemoryMap.secureRAM }
    static var imageFlow: UInt32 { MemoryMap.secureRAM &+ 4 }
    /// Both decisions about the image; Jump.S reads them.
    static var firstDecision: UInt32 { MemoryMap.secureRAM &+ 8 }
    static var secondDecision: UInt32 { MemoryMap.secureRAM &+ 12 }
    /// Answers of the block, and frames that are passed on.
    static var frame: UInt32 { MemoryMap.secureRAM &+ 0x1000 }
    /// Eight polynomials.
    static var workspace: UInt32 { MemoryMap.secureRAM &+ 0x4000 }
    /// 4 KiB; the processor faults below (MSPLIM). Reset.S has both numbers too.
    #if DEEP_STACK
    /// Compiled for speed throughout, the ROM needs more than it is given: for what is compared with it, and not for devices.
    static var stackLimit: UInt32 { MemoryMap.secureRAM &+ 0x6000 }
    #else
    static var stackLimit: UInt32 { MemoryMap.secureRAM &+ 0x7000 }
    #endif
    static var stackTop: UInt32 { MemoryMap.secureRAM &+ 0x8000 }
    /// What the stack is painted with.
    static var paint: UInt32 { 0x5AFE_C0DE }

    /// Octets of stack that were ever used.
    @inline(never)
    static func stackDepth() -> UInt32 {
        var place = stackLimit
        while place < stackTop, Register(place).load() == paint { place &+= 4 }
        return stackTop &- place
    }
}
