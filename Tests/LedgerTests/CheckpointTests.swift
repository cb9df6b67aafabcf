import Ledger
import Model
import StoreConformance
import Testing

@Suite struct CheckpointTests {
    /// C2SP tlog-checkpoint: see SOURCES.md.
    private static let example =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    @Test func `the specification's example parses and is written back the same`() throws {
        let checkpoint = try Checkpoint(parsing: Self.example)
        #expect(checkpoint.origin == "example.com/behind-the-sofa")
        #expect(checkpoint.size == 20_852_163)
        #expect(checkpoint.text == Self.example)
        let extended = try Checkpoint(parsing: Self.example + "more\nand more\n")
        #expect(extended.extensions == ["more", "and more"])
        #expect(extended.text == Self.example + "more\nand more\n")
    }

    @Test(arguments: [
        ("20852163", "020852163"), ("20852163", "+20852163"), ("20852163", "-1"), ("20852163", ""),
        ("20852163", "00"), ("20852163", " 1"), ("20852163", "18446744073709551616"), ("20852163", "0x10"),
        ("20852163", "２"), ("example.com/behind-the-sofa", ""), ("q2I=\n", "q2I=\n\n"), ("q2I=\n", "q2I="),
        ("q2I=", "q2J="), ("q2I=", "q2I"), ("q2I=", ""), ("q2I=", "q2I=\n\nx"), ("q2I=", "q2I=\r"),
        ("CsUYapGGPo4d", "CsUYapGG"),
    ]) func `malformed checkpoints are refused`(part: String, replacement: String) throws {
        let bytes = Self.example.split(separator: part, maxSplits: 1, omittingEmptySubsequences: false)
        let text = bytes.joined(separator: replacement)
        #expect(text != Self.example)
        #expect(throws: BedplateError(.malformed, "")) { try Checkpoint(parsing: text) }
    }

    @Test func `sizes up to 64 bits are read`() throws {
        for size: UInt64 in [0, 1, 9, 10, .max] {
            let text = Checkpoint(origin: "o", size: size, root: .emptyTree).text
            #expect(try Checkpoint(parsing: text).size == size)
        }
    }

    @Test func `a checkpoint opens under its ledger's key and name alone`() async throws {
        let checkpoint = Checkpoint(origin: Sample.origin, size: 0, root: .emptyTree)
        let note = try await SignedNote.sign(checkpoint.text, name: Sample.origin, with: Sample.signer()).description
        #expect(try Checkpoint.open(note, signedBy: Sample.key()) == checkpoint)
        #expect(throws: BedplateError(.notSigned, "")) {
            try Checkpoint.open(note, signedBy: Sample.key(seed: 8))
        }
        let foreign = Checkpoint(origin: "other.example", size: 0, root: .emptyTree)
        let signed = try await SignedNote.sign(foreign.text, name: Sample.origin, with: Sample.signer()).description
        #expect(throws: BedplateError(.notSigned, "")) { try Checkpoint.open(signed, signedBy: Sample.key()) }
    }
}
