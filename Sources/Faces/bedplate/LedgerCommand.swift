import API
import ArgumentParser
import Client
import Files
import Foundation
import Ledger
import Model
import StoreSQLite
import Terminal
import Wire

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "The append-only ledger of all evidence.",
        subcommands: [Verify.self, ShowCheckpoint.self, Show.self, Copy.self]
    )

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check every entry, tile and checkpoint of the ledger's database, offline.",
            discussion: """
                Names the entry that was edited. Against a checkpoint that you kept it also
                finds what was removed or written again. The ledger's key is pinned in the
                data directory when it is first seen; a verifier elsewhere gives --key.

                  bedplate ledger checkpoint --out kept.txt
                  bedplate ledger verify --since kept.txt
                  bedplate ledger verify --database copy.sqlite --key ledger.vkey
                """
        )
        @OptionGroup var place: ServicePlace
        @Option(help: ArgumentHelp("A checkpoint that you kept; may be given again.", valueName: "file"))
        var since: [String] = []
        @Option(help: ArgumentHelp("The database, if not that of the data directory.", valueName: "file"))
        var database: String?
        @OptionGroup var key: LedgerKey
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let path = database ?? place.data + "/bedplate.sqlite"
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw BedplateError(
                    .environment,
                    "the database '\(path)' cannot be read",
                    hint: "give --data or --database"
                )
            }
            let kept = try since.map {
                String(decoding: try DurableFile.read($0, atMost: SignedNote.largest), as: UTF8.self)
            }
            let audit = LedgerAudit(key: try await key.verifierKey(place), since: kept)
            let store = try SQLiteStore(path: path)
            var judgement = try await audit.judge(store, tenant: .default) { checked, all in
                if checked % 16_384 == 0 { Terminal.progress("\(checked) of \(all) entries") }
            }
            judgement.add(try await store.checkStorage())
            try store.close()
            try Terminal.print(judgement: judgement, json: json, "the ledger verifies", "the ledger DOES NOT verify")
        }
    }

    struct Copy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the whole database into one file, while the service goes on.",
            discussion: """
                For a backup, or for an auditor. It holds what the service's database holds:
                secrets only encrypted under the service's storage key.

                  bedplate ledger copy audit.sqlite
                  bedplate ledger verify --database audit.sqlite
                """
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The new file.") var file: String

        func run() async throws {
            let path = place.data + "/bedplate.sqlite"
            guard FileManager.default.isReadableFile(atPath: path) else {
                throw BedplateError(.environment, "the database '\(path)' cannot be read", hint: "give --data")
            }
            let store = try SQLiteStore(path: path)
            try store.copy(to: file)
            try store.close()
            Terminal.print("copied to \(file)")
        }
    }

    struct ShowCheckpoint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "checkpoint",
            abstract: "Print the newest signed checkpoint, to be kept where the service cannot change it.",
            discussion: """
                Against a checkpoint that you kept, the service must prove that its ledger only
                grew since: so its history can be watched from anywhere, without the database.

                  bedplate ledger checkpoint --out kept.txt
                  bedplate ledger checkpoint --since kept.txt --out kept.txt
                """
        )
        @OptionGroup var place: ServicePlace
        @OptionGroup var key: LedgerKey
        @Option(help: ArgumentHelp("A checkpoint that you kept.", valueName: "file")) var since: String?
        @Option(help: ArgumentHelp("Write it here.", valueName: "file")) var out: String?
        @Flag(help: "Print what it says as JSON, and the note.") var json = false

        private struct Shown: Encodable {
            var origin: String
            var size: UInt64
            var root: String
            var note: String
        }

        func run() async throws {
            let note = try await Client.connected(to: try ServiceAddress(place.service)) { try await $0.checkpoint() }
            let checkpoint = try Checkpoint(parsing: try SignedNote(parsing: note).text)
            if let since {
                let kept = String(decoding: try DurableFile.read(since, atMost: SignedNote.largest), as: UTF8.self)
                try await checkGrowth(from: kept, to: note)
            }
            if json {
                let shown = Shown(
                    origin: checkpoint.origin,
                    size: checkpoint.size,
                    root: checkpoint.root.description,
                    note: note
                )
                try Terminal.print(json: shown)
            } else if out == nil {
                Terminal.write(octets: Array(note.utf8))
            }
            if let out { try DurableFile.write(Array(note.utf8), to: out) }
        }

        /// Refuses a ledger of which the kept checkpoint is not the beginning. Both signatures are verified.
        private func checkGrowth(from kept: String, to newest: String) async throws {
            let key = try await key.verifierKey(place)
            let old = try Checkpoint.open(kept, signedBy: key)
            let new = try Checkpoint.open(newest, signedBy: key)
            guard old.size <= new.size else {
                throw BedplateError(
                    .refused,
                    "the ledger has \(new.size) entries, and had \(old.size) when the checkpoint was kept"
                )
            }
            let answer = try await place.connected { try await $0.ledgerConsistency(from: old.size, to: new.size) }
            let path = answer.path.compactMap { Hexadecimal.decode($0).flatMap { TreeHash($0) } }
            let proof = ConsistencyProof(from: old.size, to: new.size, path: path)
            guard path.count == answer.path.count, proof.proves(old.root, isBeginningOf: new.root) else {
                throw BedplateError(
                    .refused,
                    "the ledger is not proven to continue the checkpoint of \(old.size) entries that was kept"
                )
            }
            Terminal.note("the ledger grew from \(old.size) to \(new.size) entries, proven")
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print one entry, after checking the proof that it is in the ledger.",
            discussion: "  bedplate ledger show 0"
        )
        @OptionGroup var place: ServicePlace
        @Argument(help: "The entry's index, from 0.") var index: UInt64
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let (entry, key) = try await place.connected { client in
                (try await client.ledgerEntry(index), try await client.describe().ledgerKey)
            }
            let checkpoint = try Checkpoint.open(entry.checkpoint, signedBy: try NoteVerifierKey(parsing: key))
            let path = entry.path.compactMap { Hexadecimal.decode($0).flatMap { TreeHash($0) } }
            let proof = InclusionProof(index: entry.index, size: entry.size, path: path)
            guard path.count == entry.path.count, entry.index == index, checkpoint.size == entry.size,
                proof.proves(leaf: TreeHash(leaf: [UInt8](entry.leaf)), in: checkpoint.root)
            else { throw BedplateError(.refused, "entry \(index) is not proven to be in the ledger") }
            let record = try EvidenceRecord(canonicalBytes: [UInt8](entry.leaf))
            if json { return try Terminal.print(json: record) }
            Terminal.print(
                fields: [
                    ("entry", "\(index) of \(entry.size), proven"), ("kind", record.kind),
                    ("when", record.collectedAt.formatted(.iso8601)),
                    ("class", record.evidenceClass.rawValue + ", " + record.polarity.rawValue),
                    ("device", record.subject.device), ("part", record.subject.part),
                    ("", record.simulated ? "simulated" : nil), ("SHA-256", record.rawSHA256),
                ] + record.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            )
        }
    }
}
