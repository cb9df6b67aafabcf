import ArgumentParser
import Foundation
import Lab
import Model
import TPMTransport
import Terminal

struct LabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lab",
        abstract: "Emulated devices to try things on. Whatever they prove, they prove about an emulation.",
        subcommands: [TPMCommand.self, SoCCommand.self]
    )

    struct TPMCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tpm",
            abstract: "Emulated devices with a TPM 2.0 (swtpm).",
            subcommands: [New.self, Boot.self, Tamper.self, Stop.self, List.self, Remove.self]
        )
    }

    /// Where the laboratory is, and what is printed of a device.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("The laboratory (or $BEDPLATE_LAB).", valueName: "directory"))
        var lab = Self.standard

        private static var standard: String {
            let environment = ProcessInfo.processInfo.environment
            return environment["BEDPLATE_LAB"] ?? (environment["HOME"] ?? NSHomeDirectory())
                + "/.local/share/bedplate/lab"
        }

        var url: URL { URL(fileURLWithPath: lab, isDirectory: true) }
    }

    /// A device as it is printed.
    struct Shown: Encodable {
        var name: String
        var running: Bool
        /// As `bedplate-agent --tpm` takes it.
        var tpm: String?
        var log: String
        var manufacturer: String

        init(_ device: LabTPM) throws {
            name = device.name
            running = device.isRunning
            tpm = device.endpoint.map { endpoint in
                switch endpoint {
                case .unix(let path): "unix:" + path
                case .tcp(let host, let port): "swtpm:\(host):\(port)"
                }
            }
            log = device.directory.appendingPathComponent("eventlog.bin").path
            manufacturer = try device.manufacturer().directory.path
        }

        func print(json: Bool) throws {
            if json { return try Terminal.print(json: self) }
            Terminal.print("device '\(name)'" + (running ? ", running" : ", off"))
            // Not wrapped: these lines are copied.
            if let tpm, running { Terminal.print("  --tpm \(tpm)") }
            if running { Terminal.print("  --log \(log)") }
            Terminal.print("  --anchors \(manufacturer)")
        }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a blank device: a TPM with its maker's certificate, and three boot stages.",
            discussion: """
                Prints where the maker's CA certificates are, for `bedplate trust add
                --simulated`.

                  bedplate lab tpm new dev1
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            Terminal.progress("making a TPM and its endorsement keys")
            try Shown(LabTPM.create(in: place.url, name: name)).print(json: json)
        }
    }

    struct Boot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reset and boot a device: each stage is measured into PCRs and the log.",
            discussion: "  bedplate lab tpm boot dev1"
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Flag(help: "Reach it over TCP on this machine, instead of a Unix socket.") var tcp = false
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let device = try LabTPM.open(in: place.url, name: name)
            Self.keepDescriptors()
            try device.boot(.detached, over: tcp ? .tcp : .unix)
            try Shown(device).print(json: json)
        }

        /// The device outlives this command: it must not hold open what the caller handed down, or a caller that waits
        /// for its pipes to end waits for the device.
        private static func keepDescriptors() {
            for descriptor in Int32(3)..<256 {
                let flags = fcntl(descriptor, F_GETFD)
                if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
            }
        }
    }

    struct Tamper: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change one bit of a boot stage; the next boot measures it.",
            discussion: """
                  bedplate lab tpm tamper dev1 bootloader
                  bedplate lab tpm tamper dev1 bootloader --restore
                """
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        @Argument(help: "firmware, bootloader or kernel.") var stage: String
        @Flag(help: "Put back what was changed.") var restore = false

        func run() async throws {
            guard let stage = BootStage(rawValue: stage) else {
                throw BedplateError(
                    .malformed,
                    "unknown boot stage '\(stage)'",
                    hint: "known are: " + BootStage.allCases.map(\.rawValue).joined(separator: ", ")
                )
            }
            let device = try LabTPM.open(in: place.url, name: name)
            if restore { try device.restore(stage) } else { try device.tamper(stage) }
            Terminal.print(
                "\(restore ? "restored" : "changed") the \(stage.rawValue) of '\(name)'; boot it to measure that"
            )
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Switch a device off.",
            discussion: "  bedplate lab tpm stop dev1"
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String
        func run() async throws { try LabTPM.open(in: place.url, name: name).stop() }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the devices.",
            discussion: "  bedplate lab tpm list --json"
        )
        @OptionGroup var place: Place
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let devices = try LabTPM.names(in: place.url).map { try Shown(LabTPM.open(in: place.url, name: $0)) }
            if json { return try Terminal.print(json: devices) }
            Terminal.print(
                table: ["NAME", "POWER", "TPM"],
                devices.map { [$0.name, $0.running ? "on" : "off", $0.running ? $0.tpm ?? "" : ""] }
            )
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a device, its seeds and all.",
            discussion: "  bedplate lab tpm rm dev1"
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String

        func run() async throws {
            try LabTPM.open(in: place.url, name: name).remove()
            Terminal.print("removed '\(name)'")
        }
    }
}
