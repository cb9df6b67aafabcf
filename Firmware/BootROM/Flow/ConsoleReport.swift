import SoC

/// The console's one line: `B:0005000D 00000001`, a ``BootCode`` and a number that says more. `H:` if it is the last one.
enum ConsoleReport {
    @inline(never)
    static func write(_ code: BootCode, _ detail: UInt32, isLast: Bool = false) {
        let console = UART.console
        console.write(isLast ? 0x48 : 0x42)
        console.write(0x3A)
        console.write(hexadecimal: code.rawValue)
        console.write(0x20)
        console.write(hexadecimal: detail)
        console.write(0x0A)
    }
}

/// Says why and does nothing more, until the device is switched off.
@inline(never)
func halt(_ stop: BootStop) -> Never {
    ConsoleReport.write(stop.code, stop.detail, isLast: true)
    while true { boot_halt() }
}

@_extern(c, "boot_halt")
private func boot_halt()
