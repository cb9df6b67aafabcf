import API
import ArgumentParser
import Attestation
import Client
import EventLog
import Files
import Foundation
import Model
import Terminal

/// What the two kinds of document have in common.
enum Documents {
    static func list(_ kind: Document.Kind, _ place: ServicePlace, json: Bool) async throws {
        let documents = try await place.connected { try await $0.documents(kind) }
        if json { return try Terminal.print(json: documents) }
        Terminal.print(
            table: ["NAME", "VERSION", "STORED", "SHA-256"],
            documents.map {
                [$0.name, String($0.version), $0.storedAt.formatted(.iso8601), String($0.sha256.prefix(16))]
            }
        )
    }

    static func show(_ kind: Document.Kind, _ name: String, _ place: ServicePlace) async throws {
        let content = try await place.connected { try await $0.document(kind, named: name) }
        Terminal.print(Terminal.clean(String(decoding: content, as: UTF8.self)))
    }

    static func put(_ kind: Document.Kind, _ name: String, _ content: [UInt8], _ place: ServicePlace) async throws {
        let stored = try await place.connected { try await $0.putDocument(kind, named: name, content) }
        Terminal.print("stored \(kind.rawValue) '\(stored.name)', version \(stored.version)")
    }

    static func read(_ path: String) throws -> [UInt8] { try DurableFile.read(path, atMost: 1 << 20) }
}

struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference",
        abstract: "Reference values: what a good device measures.",
        subcommands: [Learn.self, Put.self, Show.self, List.self]
    )

    struct Learn: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declare the last boot of a device good, and learn from it.",
            discussion: """
                The device must have attested; its quote must have verified.

                  bedplate reference learn gateway --from gateway-7
                """
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The reference values' name.") var name: String
        @Option(help: ArgumentHelp("The device: identifier or name.", valueName: "device")) var from: String

        func run() async throws {
            let learned = try await place.connected { try await $0.learn(name, from: from) }
            Terminal.print("learned '\(learned.name)', version \(learned.version), from '\(from)'")
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
            let content = try Documents.read(file)
            _ = try ReferenceValues(json: content)
            try await Documents.put(.reference, name, content, place)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print reference values as they were stored.",
            discussion: "  bedplate reference show gateway"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The reference values' name.") var name: String
        func run() async throws { try await Documents.show(.reference, name, place) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the reference values.",
            discussion: "  bedplate reference list"
        )
        @OptionGroup var place: ServicePlace
        @Flag(help: "Print JSON.") var json = false
        func run() async throws { try await Documents.list(.reference, place, json: json) }
    }
}

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Appraisal policies: what a device must show.",
        subcommands: [Put.self, Show.self, List.self, Check.self]
    )

    struct Put: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Store a policy from a file, under the name that it has.",
            discussion: "  bedplate policy set production.json"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: ArgumentHelp("JSON.", valueName: "file")) var file: String

        func run() async throws {
            let content = try Documents.read(file)
            try await Documents.put(.policy, try AppraisalPolicy(json: content).name, content, place)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a policy as it was stored.",
            discussion: "  bedplate policy show production"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The policy's name.") var name: String
        func run() async throws { try await Documents.show(.policy, name, place) }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the policies.",
            discussion: "  bedplate policy list"
        )
        @OptionGroup var place: ServicePlace
        @Flag(help: "Print JSON.") var json = false
        func run() async throws { try await Documents.list(.policy, place, json: json) }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a policy and say what is wrong with it, without a service.",
            discussion: "  bedplate policy check production.json"
        )
        @Argument(help: ArgumentHelp("JSON.", valueName: "file")) var file: String

        func run() async throws {
            let policy = try AppraisalPolicy(json: try Documents.read(file))
            Terminal.print(fields: [
                ("policy", policy.name), ("reference values", policy.reference),
                ("PCRs", "\(policy.bank): " + policy.pcrs.map(String.init).joined(separator: ", ")),
                ("", policy.affirmSimulatedRoot ? "LAB: affirms emulated roots" : nil),
                ("", policy.allowSHA1 ? "believes SHA-1" : nil),
                ("secure boot", policy.requireSecureBoot ? "required" : nil),
                (
                    "tolerates",
                    policy.errata.isEmpty ? nil : policy.errata.map(\.rawValue).sorted().joined(separator: ", ")
                ),
            ])
        }
    }
}
