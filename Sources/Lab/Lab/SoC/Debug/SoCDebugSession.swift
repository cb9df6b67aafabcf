internal import Foundation
internal import Glibc
internal import Model

/// A device that is switched on for a debugger, which connects to a socket that only this user reaches. The processor waits
/// before its first instruction.
public final class SoCDebugSession {
    public let power: SoCPower
    /// For `target remote`.
    public let socket: String
    private let directory: String

    /// - Throws: ``BedplateError/Code/forbidden`` where the fuses say no: nothing is switched on then.
    public init(_ device: LabSoC) throws {
        try SoCDebugGate(device).pass()
        // A socket's path has at most 107 octets, whatever the device's has.
        var template = Array("/tmp/bedplate-debug-XXXXXX".utf8CString)
        // The array is the template, with its zero, and lives through the call.
        guard let made = unsafe mkdtemp(&template) else {
            throw BedplateError(.environment, "no private directory can be made for the socket")
        }
        let directory = unsafe String(cString: made)
        var options = Emulator.Options()
        options.debugSocket = directory + "/gdb"
        do {
            power = try SoCPower(device, options)
            try Self.wait(for: directory + "/gdb", power)
        } catch {
            try? FileManager.default.removeItem(atPath: directory)
            throw error
        }
        socket = directory + "/gdb"
        self.directory = directory
    }

    deinit {
        power.switchOff()
        try? FileManager.default.removeItem(atPath: directory)
    }

    private static func wait(for path: String, _ power: SoCPower) throws(BedplateError) {
        let end = ContinuousClock.now + .seconds(20)
        while !FileManager.default.fileExists(atPath: path) {
            guard ContinuousClock.now < end, !power.processor.hasEnded else {
                throw BedplateError(.labToolFailed, "the emulator opens no debug port", hint: power.complaint)
            }
            usleep(5_000)
        }
    }
}
