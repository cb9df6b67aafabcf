import Foundation
import Testing

@Suite("A ledger that is watched from outside", .serialized)
struct LedgerWitnessTests {
    @Test func `a kept checkpoint is proven to begin the ledger, and a shortened or rewritten one is refused`() throws {
        let stage = try Stage()
        defer { stage.end() }
        func policy(_ name: String) throws {
            try stage.write(
                #"{"version": 1, "name": "\#(name)", "reference": "r", "bank": "sha256", "pcrs": [0]}"#,
                to: "\(name).json"
            )
            try stage.script("bedplate policy set \(name).json")
        }
        try stage.startService()
        try policy("a")
        try stage.script("bedplate ledger checkpoint --out kept.txt")
        stage.stopService()
        // What an attacker goes back to later.
        let data = stage.directory.appendingPathComponent("data")
        let old = stage.directory.appendingPathComponent("old")
        try FileManager.default.copyItem(at: data, to: old)

        try stage.startService()
        try policy("b")
        try policy("c")
        try stage.script(
            """
            bedplate ledger checkpoint --since kept.txt --out newer.txt -> grew from 1 to 3 entries, proven
            bedplate ledger checkpoint --since newer.txt -> grew from 3 to 3 entries, proven
            """
        )
        let newer = try stage.read("newer.txt")
        stage.stopService()
        let key = try stage.read("data/ledger.vkey")
        try FileManager.default.removeItem(at: data)
        try FileManager.default.moveItem(at: old, to: data)
        try stage.write(String(decoding: key, as: UTF8.self), to: "ledger.vkey")

        try stage.startService()
        // Shortened; then as long as before, with another history; then longer.
        let watch = "1: bedplate ledger checkpoint --key ledger.vkey --since newer.txt --out newer.txt"
        try stage.script(watch + " -> the ledger has 1 entries, and had 3")
        try policy("d")
        try policy("e")
        try stage.script(watch + " -> not proven to continue")
        try policy("f")
        try stage.script(watch + " -> not proven to continue")
        #expect(try stage.read("newer.txt") == newer, "what was kept is not replaced by what was refused")
        // The positive control: the older checkpoint does begin this history too.
        try stage.script("bedplate ledger checkpoint --key ledger.vkey --since kept.txt -> grew from 1 to 4 entries")
        // Nor is a checkpoint of another signer believed.
        try stage.flip("kept.txt", at: 12)
        #expect(try stage.run("bedplate ledger checkpoint --key ledger.vkey --since kept.txt").status != 0)
    }
}
