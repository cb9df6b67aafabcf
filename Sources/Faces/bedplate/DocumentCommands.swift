import API
import ArgumentParser
import Client
import Files
import Foundation
import Model
import Terminal

/// A kind of document, as commands speak of it: policies and reference values are listed and shown alike.
protocol DocumentWords {
    static var kind: Document.Kind { get }
    /// "a policy"
    static var one: String { get }
    /// "policies"
    static var many: String { get }
}

struct ShowDocument<Words: DocumentWords>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "show",
            abstract: "Print \(Words.one) as stored.",
            discussion: """
                It is JSON; with --json it comes byte for byte, for a program or a file.

                  bedplate \(Words.kind.rawValue) show NAME
                """
        )
    }
    @OptionGroup var place: ServicePlace
    @Argument(help: "The name.") var name: String
    @Flag(help: "Print it byte for byte.") var json = false

    func run() async throws {
        let content = try await place.connected { try await $0.document(Words.kind, named: name) }
        if json { return Terminal.write(octets: content) }
        Terminal.print(Terminal.clean(String(decoding: content, as: UTF8.self)))
    }
}

struct ListDocuments<Words: DocumentWords>: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "list",
            abstract: "List the \(Words.many).",
            discussion: "  bedplate \(Words.kind.rawValue) list"
        )
    }
    @OptionGroup var place: ServicePlace
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let documents = try await place.connected { try await $0.documents(Words.kind) }
        if json { return try Terminal.print(json: documents) }
        Terminal.print(
            table: ["NAME", "VERSION", "STORED", "SHA-256"],
            documents.map {
                [$0.name, String($0.version), $0.storedAt.formatted(.iso8601), String($0.sha256.prefix(16))]
            }
        )
    }
}

/// A document's file, and its way to the service.
enum DocumentFile {
    static func read(_ path: String) throws -> [UInt8] { try DurableFile.read(path, atMost: 1 << 20) }

    static func store(_ content: [UInt8], as kind: Document.Kind, _ name: String, _ place: ServicePlace) async throws {
        let stored = try await place.connected { try await $0.putDocument(kind, named: name, content) }
        Terminal.print("stored \(kind.rawValue) '\(stored.name)', version \(stored.version)")
    }
}
