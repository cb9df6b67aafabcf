import ArgumentParser
import Foundation
import Lab
import Model
import Terminal

/// `bedplate lab soc`: the reference device, in emulation.
struct SoCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soc",
        abstract: "Emulated reference devices: a boot ROM, fuses, and keys that nothing can read.",
        discussion: """
            The ROM runs on QEMU's Cortex-M33, the fuse-and-key block is a process of its
            own. Scripts/build-firmware makes the ROM and the firmware.

              bedplate lab soc new dev1
              bedplate lab soc provision dev1 --root-key maker.pem \\
                --image secure.img --application app.img
              bedplate lab soc boot dev1
            """,
        subcommands: [
            New.self, Provision.self, Endorse.self, Boot.self, Update.self, Enroll.self, Attest.self, Unseal.self,
            Debug.self, Return.self, Attack.self, Fault.self,
            List.self, Remove.self,
        ]
    )

    /// Where the laboratory is, and what its devices are made of.
    struct Place: ParsableArguments {
        @OptionGroup var lab: LabCommand.Place
        @Option(help: ArgumentHelp("ROM and firmware (or $BEDPLATE_FIRMWARE).", valueName: "directory"))
        var firmware = ProcessInfo.processInfo.environment["BEDPLATE_FIRMWARE"] ?? ".build/firmware"

        func programs() throws -> SoCPrograms {
            try SoCPrograms.located(firmware: URL(fileURLWithPath: firmware, isDirectory: true))
        }

        func open(_ name: String) throws -> LabSoC { try LabSoC.open(in: lab.url, name: name, programs()) }
    }

    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a blank device.",
            discussion: "  bedplate lab soc new dev1"
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String

        func run() async throws {
            let device = try LabSoC.create(in: place.lab.url, name: name, place.programs())
            Terminal.print("device '\(device.name)', blank")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the devices.",
            discussion: "  bedplate lab soc list --json"
        )
        @OptionGroup var lab: LabCommand.Place
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let names = LabSoC.names(in: lab.url)
            if json { return try Terminal.print(json: names) }
            for name in names { Terminal.print(name) }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rm",
            abstract: "Remove a device, its secrets and all.",
            discussion: "  bedplate lab soc rm dev1"
        )
        @OptionGroup var place: Place
        @Argument(help: "The device's name.") var name: String

        func run() async throws {
            try place.open(name).remove()
            Terminal.print("removed '\(name)'")
        }
    }
}
