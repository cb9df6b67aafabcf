internal import Foundation
public import Model

/// QEMU as the reference device's processor (machine musca-b1): a Cortex-M33 with a ROM that nothing can write. It ends
/// with this value, or with this process however that ends.
public final class Emulator {
    /// What it is started with.
    public struct Options: Sendable {
        /// Whether a debugger is let in; the processor then waits for it before the first instruction.
        public var hasDebugPort: Bool
        /// Whether time is counted in instructions: the same each time, whatever else the machine does.
        public var countsInstructions: Bool
        /// Raw octets in memory at the start.
        public var contents: [(path: String, address: UInt32)]
        /// A qcow2 file that keeps snapshots; the device has no drive of its own.
        var snapshots: String?
        /// Where a debugger of its own is let in, a Unix socket; the processor waits as well. ``SoCDebugSession`` sets it.
        var debugSocket: String?

        public init(
            hasDebugPort: Bool = false,
            countsInstructions: Bool = false,
            contents: [(path: String, address: UInt32)] = []
        ) {
            self.hasDebugPort = hasDebugPort
            self.countsInstructions = countsInstructions
            self.contents = contents
        }
    }

    private let uart: SocketPair
    private var debugPort: SocketPair?
    private let child: ChildProcess

    /// - Parameters:
    ///   - rom: an ELF file; nil for ``Options/contents`` alone.
    ///   - mailbox: the other end of UART1; the emulator has a copy of it, and the caller keeps his own.
    ///   - log: the file that QEMU's own messages are appended to.
    public init(rom: String?, mailbox: Int32?, _ options: Options = Options(), log: String) throws {
        uart = try SocketPair()
        var inherited = [uart.others]
        // Numbers, as the child has them.
        func descriptor(_ place: Int) -> Int32 { ChildProcess.firstInherited + Int32(place) }
        var arguments = [
            try Program.qemu.located(), "-machine", "musca-b1", "-display", "none", "-monitor", "none", "-nodefaults",
            "-no-reboot", "-chardev", "socket,id=console,fd=\(descriptor(0))", "-serial", "chardev:console",
        ]
        if let rom { arguments += ["-kernel", rom] }
        if let mailbox {
            arguments += [
                "-chardev", "socket,id=mailbox,fd=\(descriptor(inherited.count))", "-serial", "chardev:mailbox",
            ]
            inherited.append(mailbox)
        }
        for content in options.contents {
            // A comma in a name is doubled.
            let path = content.path.replacing(",", with: ",,")
            arguments += ["-device", "loader,file=\(path),addr=\(content.address),force-raw=on"]
        }
        if let snapshots = options.snapshots {
            arguments += ["-drive", "if=none,file=\(snapshots.replacing(",", with: ",,")),format=qcow2"]
        }
        if options.countsInstructions { arguments += ["-icount", "shift=0"] }
        if options.hasDebugPort {
            let port = try SocketPair()
            arguments += [
                "-chardev", "socket,id=debug,fd=\(descriptor(inherited.count))", "-gdb", "chardev:debug", "-S",
            ]
            inherited.append(port.others)
            debugPort = port
        }
        if let socket = options.debugSocket {
            let path = socket.replacing(",", with: ",,")
            arguments += ["-chardev", "socket,id=gdb,path=\(path),server=on,wait=off", "-gdb", "chardev:gdb", "-S"]
        }
        child = try ChildProcess(arguments, .bound, inherited: inherited, log: log)
        uart.closeOthers()
        debugPort?.closeOthers()
    }

    deinit { child.end() }

    /// This process's end of UART0; closed with this value.
    public var console: Int32 { uart.own }
    public var processIdentifier: Int32 { child.identifier }
    public var hasEnded: Bool { child.hasEnded }
    /// How long it computed; nil once it ended.
    var processorTime: Duration? { child.processorTime(of: "qemu-system-arm") }
    var isAsleep: Bool { child.isProgramAsleep }
    /// What QEMU said last.
    public var lastWords: String { child.lastWords }

    /// The debug port, once: the processor waits for ``GDBConnection/resume(for:)``.
    public func debug() throws(BedplateError) -> GDBConnection {
        guard let debugPort else { throw BedplateError(.labDeviceState, "the debug port is closed, or in use") }
        self.debugPort = nil
        return try GDBConnection(debugPort)
    }

    /// Ends it at once.
    public func cut() { child.cut() }

    /// Waits until it ended by itself; false when the time is over first.
    public func waitForEnd(_ time: Duration) -> Bool { child.waitForEnd(time) }
}
