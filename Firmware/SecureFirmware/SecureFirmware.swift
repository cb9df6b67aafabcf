/// The least that shows that the secure world was entered: lines that only this image can print, then the end.
///
/// `S:` and how long the ROM took from the loaded slot to here, in ticks of SysTick; `C:` and how the block answered that
/// this boot is good.
@c(secure_firmware)
public func secureFirmware() {
    let ticks = 0x00FF_FFFF &- (Register(0xE000_E018).load() & 0x00FF_FFFF)
    let console = UART.console
    console.write(0x53)
    console.write(0x3A)
    console.write(hexadecimal: ticks)
    console.write(0x0A)
    let status = BlockRequest.confirm()
    console.write(0x43)
    console.write(0x3A)
    console.write(hexadecimal: UInt32(status))
    console.write(0x0A)
    // SYSRESETREQ: with -no-reboot the emulator ends.
    Register(0xE000_ED0C).store(0x05FA_0004)
}
