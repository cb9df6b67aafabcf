import SoC

/// What the non-secure world has: its code, its RAM, the console, and one gateway. Everything else is secure, because it is
/// so from reset on and nothing here says otherwise.
///
/// Three units must agree before an access goes through: the SAU, by address; the protection controller of the memory
/// (MPC) or of the peripheral (PPC), where it arrives.
enum Isolation {
    @inline(never)
    static func set() {
        // The halves of the controllers' answers: a bus error, not zeros.
        Register(securityController &+ 0x10).store(1)
        // NSCCFG: the code region may be non-secure callable, where the SAU says so.
        Register(securityController &+ 0x14).store(1)
        // APBNSPPCEXP1, port 4: UART0. Port 5, the mailbox, stays.
        Register(securityController &+ 0x84).store(peripherals)
        let code = MemoryMap.applicationOffset
        #if WITHOUT_MEMORY_ISOLATION
        // The upper half of secure code as well.
        open(codeController, code &- 0x1_0000, code &+ MemoryMap.imageLimit)
        region(0, MemoryMap.application &- 0x1_0000, MemoryMap.imageLimit &+ 0x1_0000)
        #else
        open(codeController, code, code &+ MemoryMap.imageLimit)
        region(0, MemoryMap.application, MemoryMap.imageLimit)
        #endif
        open(dataController, 0, MemoryMap.applicationRAMSize)
        region(1, MemoryMap.applicationRAM, MemoryMap.applicationRAMSize)
        region(2, UART.console.base, 0x1000)
        region(3, MemoryMap.secureGateway, 32, isCallable: true)
        #if WITHOUT_MAILBOX_WALL
        region(4, UART.mailbox.base, 0x1000)
        #endif
        for number in lastRegion &+ 1..<8 {
            Register(attribution &+ 8).store(number)
            Register(attribution &+ 16).store(0)
        }
        Register(attribution).store(1)
        // AIRCR.PRIS: no exception of the other world before one of this; BusFault, HardFault and NMI stay here.
        Register(0xE000_ED0C).store(0x05FA_4000)
        // NSACR, CPACR: nobody has the floating-point unit, so nothing can be left in its registers.
        Register(0xE000_ED8C).store(0)
        Register(0xE000_ED88).store(0)
        barrier()
    }

    /// Ports that are opened, and the last region of the SAU that is used.
    #if WITHOUT_MAILBOX_WALL
    private static var peripherals: UInt32 { 1 << 4 | 1 << 5 }
    private static var lastRegion: UInt32 { 4 }
    #else
    private static var peripherals: UInt32 { 1 << 4 }
    private static var lastRegion: UInt32 { 3 }
    #endif

    /// IoTKit's and SSE-200's secure privilege control block.
    private static var securityController: UInt32 { 0x5008_0000 }
    /// MPCs: of the code SRAM, and of the SRAM's second bank (``MemoryMap/applicationRAM``).
    private static var codeController: UInt32 { 0x5210_0000 }
    private static var dataController: UInt32 { 0x5008_4000 }
    /// SAU_CTRL; then RNR, RBAR and RLAR behind it.
    private static var attribution: UInt32 { 0xE000_EDD0 }

    private static func region(_ number: UInt32, _ address: UInt32, _ size: UInt32, isCallable: Bool = false) {
        Register(attribution &+ 8).store(number)
        Register(attribution &+ 12).store(address)
        Register(attribution &+ 16).store((address &+ size &- 32) | (isCallable ? 3 : 1))
    }

    /// Gives blocks of a memory to the non-secure world, and locks the controller until reset.
    ///
    /// - Parameters:
    ///   - start: octets from the memory's beginning, whole blocks.
    ///   - end: where they end.
    private static func open(_ controller: UInt32, _ start: UInt32, _ end: UInt32) {
        // A bus error, and no index that moves by itself.
        Register(controller).store(0x10)
        let shift = (Register(controller &+ 0x14).load() & 0xF) &+ 5
        var block = start &>> shift
        while block < end &>> shift {
            Register(controller &+ 0x18).store(block >> 5)
            let table = Register(controller &+ 0x1C)
            table.store(table.load() | 1 &<< (block & 31))
            block &+= 1
        }
        Register(controller).store(0x8000_0010)
    }
}

@_extern(c, "barrier")
private func barrier()
