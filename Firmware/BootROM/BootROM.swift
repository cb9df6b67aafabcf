import BootImage
import SoC

/// The boot flow; each folder beside this file is one of its states, numbered in their order.
@c(boot_rom)
public func bootROM() {
    BootFlow.boot.begin()
    UART.console.enable()
    UART.mailbox.enable()
    var mailbox = Mailbox()
    do throws(BootStop) {
        try SelfTest.run()
        let lifecycle = try LifecycleState.read(&mailbox)
        if lifecycle.isOpen { try Provisioning.run(&mailbox) }
        let policy = try FusedPolicy.read(&mailbox)
        #if !BOOT_WITHOUT_LATTICE
        if policy.hybrid != 0 { try SelfTest.checkLattice() }
        #endif
        try Slots.tryAll(policy, &mailbox)
        try Recovery.run(policy, &mailbox)
    } catch {
        halt(error)
    }
}

/// The processor faulted: in the ROM, or in what did not bring its own handlers.
@c(boot_fault)
public func bootFault(_ number: UInt32) {
    halt(BootStop(number == 7 ? .secureFault : .exception, number))
}
