import SoC

/// The secure world: verifies, measures and starts the application, then serves it through the gateway.
///
/// Its first line is `S:` and how long the ROM took from the loaded slot to here, in ticks of SysTick. Only an image that was
/// started can print it.
@c(secure_firmware)
public func secureFirmware() {
    let ticks = 0x00FF_FFFF &- (Register(0xE000_E018).load() & 0x00FF_FFFF)
    let console = UART.console
    console.write(0x53)
    console.write(0x3A)
    console.write(hexadecimal: ticks)
    console.write(0x0A)
    Register(WorkingMemory.isTalking).store(0)
    do throws(BootStop) {
        guard let slot = try BootSlot.find() else { try Rescue.run() }
        try ApplicationStart.run(slot)
    } catch {
        end(error)
    }
}
