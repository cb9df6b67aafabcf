import API
import ArgumentParser
import Client
import Files
import Foundation
import Ledger
import Terminal

/// The key that a ledger's checkpoints are verified with.
struct LedgerKey: ParsableArguments {
    @Option(help: ArgumentHelp("The ledger's key: name+id+base64, or a file with it.", valueName: "key-or-file"))
    var key: String?

    /// The key that was given, else the one that was pinned; one that is seen for the first time is pinned.
    func verifierKey(_ place: ServicePlace) async throws -> NoteVerifierKey {
        let pin = place.data + "/ledger.vkey"
        if let key { return try NoteVerifierKey(parsing: key.contains("+") ? key : try Self.line(key)) }
        if FileManager.default.fileExists(atPath: pin) { return try NoteVerifierKey(parsing: try Self.line(pin)) }
        let text = try await place.connected { try await $0.describe().ledgerKey }
        let key = try NoteVerifierKey(parsing: text)
        try DurableFile.write(Array((text + "\n").utf8), to: pin)
        Terminal.note("the ledger's key was pinned in \(pin)")
        return key
    }

    private static func line(_ path: String) throws -> String {
        String(decoding: try DurableFile.read(path, atMost: 4096), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
