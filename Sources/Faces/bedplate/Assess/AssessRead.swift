import ArgumentParser
import Assessment
import Foundation
import Model
import Profiles
import Readers
import Terminal
import Wire

struct AssessRead: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "read",
        abstract: "Read what a tool printed of a unit, unmodified, and assess it.",
        discussion: """
            The kind is recognised, or named. With --into the records and the input are
            kept in a directory, and what it holds already counts too.

              bedplate assess read --list
              bedplate assess read fuses.json --into unit-412
              espefuse summary --format json | bedplate assess read - --simulated
            """
    )
    @Argument(help: ArgumentHelp("What a tool printed; - for standard input.", valueName: "file"))
    var files: [String] = []
    @Option(name: .customLong("as"), help: ArgumentHelp("The kind, if it is not to be recognised.", valueName: "kind"))
    var kind: String?
    @Option(help: ArgumentHelp("Keep records and input here.", valueName: "directory")) var into: String?
    @Option(help: ArgumentHelp("Digest of a release key, as the part stores it.", valueName: "hex"))
    var releaseDigest: [String] = []
    @Option(help: ArgumentHelp("The version of the tool.", valueName: "version")) var toolVersion: String?
    @Option(help: ArgumentHelp("The part, where the input does not say it: a claim.", valueName: "part"))
    var part: String?
    @Flag(help: "What was read is an emulation, not silicon.") var simulated = false
    @Flag(help: "List what can be read, and read nothing.") var list = false
    @OptionGroup var output: AssessmentOutput

    private struct Kind: Encodable {
        var kind: String
        var command: String
    }

    func run() throws {
        if list {
            let kinds = Readers.all.map { Kind(kind: $0.name, command: $0.command) }
            if output.json { return try Terminal.print(json: kinds) }
            return Terminal.print(table: ["KIND", "WHAT MAKES IT"], kinds.map { [$0.kind, $0.command] })
        }
        guard !files.isEmpty else { throw ValidationError("name a file, or - for standard input") }
        let options = try ReadingOptions(
            releaseKeys: releaseDigest.map { digits in
                guard let digest = Hexadecimal.decode(digits), !digest.isEmpty else {
                    throw BedplateError(.malformed, "'\(digits.prefix(80))' is no digest in hexadecimal")
                }
                return digest
            },
            isSimulated: simulated,
            part: part
        )
        // All of them, before anything is kept.
        let inputs = try files.map { try CollectedInput($0, as: kind, options) }
        let name =
            into.map { URL(fileURLWithPath: $0).standardizedFileURL.lastPathComponent }
            ?? inputs.compactMap { $0.reading.serial }.first ?? "unit"
        let time = CollectedInput.now
        var records: [EvidenceRecord] = []
        for input in inputs {
            let found = try input.records(of: name, toolVersion: toolVersion, at: time)
            input.tell()
            records += found
            if let into { try EvidenceFolder(path: into).add(found, of: input.octets) }
        }
        if let into { return try output.print(try AssessedSubject.directory(into)) }
        try output.print(AssessedSubject(name: name, records: records))
    }
}
