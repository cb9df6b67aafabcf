import API
import ArgumentParser
import Attestation
import Client
import Foundation
import Model
import Terminal

struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Reference values: what a good device measures.",
        subcommands: [Learn.self, Put.self, ShowDocument<Words>.self, ListDocuments<Words>.self]
    )

    enum Words: DocumentWords {
        static let kind = Document.Kind.reference
        static let one = "reference values"
        static let many = "reference values"
    }

    struct Learn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare a boot of a device good, and learn from it.",
            discussion: """
                Learns from the last quote that verified, and shows it. To learn from what you
                looked at and nothing later, name the quote that `bedplate device show`
                printed: if the device has attested since, it is refused.

                  bedplate reference learn gateway --from gateway-7
                  bedplate reference learn gateway --from gateway-7 --quote 5c0f…
                """
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The reference values' name.") var name: String
        @Option(help: ArgumentHelp("The device: identifier or name.", valueName: "device")) var from: String
        @Option(help: ArgumentHelp("The SHA-256 of the quote to learn from.", valueName: "hex")) var quote: String?
        @Flag(help: "Print JSON.") var json = false

        private struct Learned: Encodable {
            var boot: BootMessage
            var learned: DocumentMessage
        }

        func run() async throws {
            try await place.connected { client in
                let boot = try await client.lastBoot(of: from)
                guard quote.map({ $0.lowercased() == boot.quote }) ?? true else {
                    throw BedplateError(
                        .conflict,
                        "the last quote of '\(from)' that verified is \(boot.quote), not the named one",
                        hint: "`bedplate device show \(from)` shows what it booted"
                    )
                }
                if !json { boot.show() }
                // From here on the service sees to it that the boot is the one that was shown.
                let learned = try await client.learn(name, from: boot.device, quote: boot.quote)
                if json { return try Terminal.print(json: Learned(boot: boot, learned: learned)) }
                Terminal.print("learned '\(learned.name)', version \(learned.version), from '\(from)'")
            }
        }
    }

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Store reference values from a file.",
            discussion: "  bedplate reference set gateway values.json"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The reference values' name.") var name: String
        @Argument(help: ArgumentHelp("JSON.", valueName: "file")) var file: String

        func run() async throws {
            let content = try DocumentFile.read(file)
            _ = try ReferenceValues(json: content)
            try await DocumentFile.store(content, as: .reference, name, place)
        }
    }
}

extension BootMessage {
    /// The quote's digest whole: it is copied.
    func show() {
        Terminal.print("\(components == nil ? "quote" : "token") \(Terminal.clean(quote))")
        Terminal.print(
            "  \(affirming ? "affirmed" : "NOT affirmed") under '\(Terminal.clean(policy))', "
                + at.formatted(.iso8601)
        )
        if let components {
            let rows = components.map {
                [
                    "  " + Terminal.clean($0.name), Terminal.clean($0.version), String($0.measurement.prefix(16)),
                    String($0.signer.prefix(16)),
                ]
            }
            return Terminal.print(table: ["  COMPONENT", "VERSION", "MEASUREMENT", "SIGNER"], rows)
        }
        let rows = registers.flatMap { register in
            register.stages.isEmpty
                ? [["  PCR \(register.pcr)", String(register.value.prefix(16)), "(its value only: no log)"]]
                : register.stages.map { ["  PCR \(register.pcr)", String($0.digest.prefix(16)), $0.name] }
        }
        Terminal.print(table: ["  \(bank)", "DIGEST", "STAGE, AS THE DEVICE'S LOG NAMES IT"], rows)
    }
}
