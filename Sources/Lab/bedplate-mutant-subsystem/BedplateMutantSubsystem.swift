import ArgumentParser
import Digests
import Glibc
import Model
import Subsystem

extension Defence: ExpressibleByArgument {}

/// A fuse-and-key block without one of its defences. It is no part of a device: attacks are tried on it, to show that they
/// are attacks.
@main
struct BedplateMutantSubsystem: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bedplate-mutant-subsystem",
        abstract: "MUTANT, NOT FOR DEVICES: a fuse-and-key block that lacks a defence.",
        discussion: """
            `bedplate lab soc attack` starts it to show that an attack succeeds where the one
            defence against it is missing. Secrets that it is given are lost.

              bedplate-mutant-subsystem --directory device --mailbox 3 --without locks
            """,
        version: "0.1.0"
    )

    @Option(help: "Where the files of a device are that may be broken.")
    var directory: String

    @Option(help: ArgumentHelp("A connected stream that this process inherited.", valueName: "descriptor"))
    var mailbox: Int32

    @Option(help: "The defence that is left out.")
    var without: Defence

    func run() throws {
        Self.say("MUTANT: this block lacks '\(without.rawValue)'; it protects nothing\n")
        do {
            let storage = try DeviceDirectory(directory)
            storage.clearsFuses = without == .bitsOnlySet
            var block = try FuseAndKeyBlock(storage, random: { randomOctets($0) }, without: without)
            try MailboxServer.serve(&block, on: mailbox)
        } catch {
            let reason = (error as? StorageFailure)?.reason ?? (error as? BedplateError)?.reason ?? "\(error)"
            Self.say("error: \(reason)\n")
            throw ExitCode(3)
        }
    }

    private static func say(_ line: String) {
        let octets = Array(line.utf8)
        // The octets live through the call.
        _ = unsafe octets.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
