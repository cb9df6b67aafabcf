import ArgumentParser
import Digests
import Glibc
import Model
import Subsystem

/// The fuse-and-key block of the reference device, as a process of its own: its end is the only reset that there is.
@main
struct BedplateSubsystem: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bedplate-subsystem",
        abstract: "The fuse-and-key block of the reference device.",
        discussion: """
            Serves one boot over an inherited descriptor and ends when its other end is closed.

              bedplate-subsystem --directory device --new
              bedplate-subsystem --directory device --mailbox 3
            """,
        version: "0.1.0"
    )

    @Option(help: "Where the device's files are; the file of fuses stands for its silicon.")
    var directory: String

    @Option(help: ArgumentHelp("A connected stream that this process inherited.", valueName: "descriptor"))
    var mailbox: Int32?

    @Flag(help: "Makes a blank device.")
    var new = false

    func validate() throws {
        guard new != (mailbox != nil) else { throw ValidationError("either --mailbox or --new is needed") }
    }

    func run() throws {
        do {
            guard let mailbox else { return try DeviceDirectory.makeBlank(directory) }
            Self.leaveNoCore()
            var block = try FuseAndKeyBlock(DeviceDirectory(directory), random: { randomOctets($0) })
            try MailboxServer.serve(&block, on: mailbox)
        } catch {
            let reason = (error as? StorageFailure)?.reason ?? (error as? BedplateError)?.reason ?? "\(error)"
            Self.complain("error: \(reason)\n")
            throw ExitCode(3)
        }
    }

    /// A core file would hold the device's secrets.
    private static func leaveNoCore() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }

    private static func complain(_ line: String) {
        let octets = Array(line.utf8)
        // The octets live through the call.
        _ = unsafe octets.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
