import SoC

/// What lies where in the application's RAM: the whole of its variables, as there is no .data, .bss or heap.
enum WorkingMemory {
    /// Frames of the console: requests, and answers over them.
    static var frame: UInt32 { MemoryMap.applicationRAM }
    /// What the self-check works with.
    static var scratch: UInt32 { MemoryMap.applicationRAM &+ 0x2000 }
    /// 32 KiB. Start.S has both numbers too.
    static var stackLimit: UInt32 { MemoryMap.applicationRAM &+ 0x1_8000 }
    static var stackTop: UInt32 { MemoryMap.applicationRAM &+ 0x2_0000 }
}
