internal import Foundation

/// A reference device that is switched on, until this value ends: the block in its process, and the processor in QEMU.
///
/// Only the end of both resets the block; nothing that is sent to it does.
public final class SoCPower {
    public let console: SoCConsole
    public let processor: Emulator
    let block: LabSubsystem

    /// Switches the device on.
    ///
    /// - Throws: ``BedplateError`` when a program cannot be started, and when a debugger is to be let in and the fuses say
    ///   no: they are asked before there is a stub.
    public init(_ device: LabSoC, _ options: Emulator.Options = Emulator.Options()) throws {
        if options.hasDebugPort || options.debugSocket != nil { try SoCDebugGate(device).pass() }
        block = try LabSubsystem(
            device.programs.subsystem.path,
            directory: device.block.path,
            log: device.directory.appending(path: "block.log").path
        )
        processor = try Emulator(
            rom: device.programs.rom.path,
            mailbox: block.mailbox,
            options,
            log: device.directory.appending(path: "qemu.log").path
        )
        // From here on the block ends with the emulator, however that ends.
        block.handOver()
        console = try SoCConsole(processor.console, transcript: device.transcript.path)
    }

    deinit { switchOff() }

    /// What block and emulator complained of last, where the console says nothing.
    public var complaint: String {
        [block.lastWords, processor.lastWords].filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// Cuts the power: nothing is told to end in order.
    public func switchOff() {
        processor.cut()
        block.kill()
    }
}
