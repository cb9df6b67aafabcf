import SoC

/// The end of this boot: told to the block and on the console, then reset. An update that ends so was never confirmed, and
/// reverts.
@inline(never)
func end(_ stop: BootStop) -> Never {
    if Register(WorkingMemory.isTalking).load() == 0 {
        do throws(BootStop) { try Block.report(stop.code, stop.detail) } catch {}
    }
    // A line of the application's may have been interrupted.
    UART.console.write(0x0A)
    ConsoleReport.write(stop.code, stop.detail, isLast: true)
    // SYSRESETREQ; the emulator ends with it.
    while true { Register(0xE000_ED0C).store(0x05FA_0004) }
}

/// Every fault of this world, and of the other one what it does not handle itself or must not.
///
/// - Parameter isSecure: whether this world was running.
@c(secure_fault)
public func secureFault(_ number: UInt32, _ isSecure: UInt32) {
    // SFSR; with SFARVALID its address is SFAR. Where the application masked what it could, a SecureFault may arrive as a
    // HardFault.
    let status = Register(0xE000_EDE4).load()
    if number == 7 || status != 0 {
        end(BootStop(.secureFault, status & 0x40 != 0 ? Register(0xE000_EDE8).load() : status))
    }
    end(BootStop(isSecure != 0 ? .exception : .applicationFault, number))
}

/// The application entered with a return address that is none of its world.
@c(secure_return_refused)
public func secureReturnRefused(_ address: UInt32) { end(BootStop(.secureFault, address)) }
