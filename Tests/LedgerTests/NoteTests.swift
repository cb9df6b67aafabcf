import Model
import StoreConformance
import Testing

@testable import Ledger

@Suite struct NoteTests {
    /// C2SP signed-note, and golang.org/x/mod/sumdb/note: see SOURCES.md.
    private static let vectors = [
        (
            "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
            "This is an example message.\n\n— example.com/foo "
                + "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
        ),
        (
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
                + "\n— PeterNeumann "
                + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        ),
    ]

    @Test(arguments: vectors) func `notes of other implementations verify and are written back the same`(
        key: String,
        note: String
    ) throws {
        let verifier = try NoteVerifierKey(parsing: key)
        #expect(verifier.description == key)
        let signed = try SignedNote(parsing: note)
        #expect(signed.isSigned(by: verifier))
        #expect(signed.description == note)
        #expect(!signed.isSigned(by: try Sample.key()))
    }

    @Test(arguments: vectors) func `no changed byte of a note verifies`(key: String, note: String) throws {
        let verifier = try NoteVerifierKey(parsing: key)
        let bytes = Array(note.utf8)
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 1
            guard let text = String(validating: changed, as: UTF8.self) else { continue }
            #expect((try? SignedNote(parsing: text).isSigned(by: verifier)) != true, "byte \(place)")
        }
        for count in bytes.indices {
            let text = String(decoding: bytes.prefix(count), as: UTF8.self)
            #expect((try? SignedNote(parsing: text).isSigned(by: verifier)) != true, "first \(count) bytes")
        }
    }

    @Test(arguments: [
        "", "\n", "\n\n", "text\n", "text\n\n", "text\n\n— name AAAAAAA=", "text\n\n— name AAAAAAA\n",
        "text\n\n— name AAAAAAB=\n", "text\n\n— name AAAA\n", "text\n\n— na+me AAAAAAA=\n", "text\n\n—  AAAAAAA=\n",
        "text\n\n- name AAAAAAA=\n", "text\n\n— name  AAAAAAA=\n", "text\n\n— na\u{2003}me AAAAAAA=\n",
        "text\r\n\n— name AAAAAAA=\n", "te\u{0}xt\n\n— name AAAAAAA=\n", "text\n\n— name AAAAAAA= \n",
        "text\n\n— name AAAAAAA=\n\n",
    ]) func `malformed notes are refused`(_ note: String) {
        #expect(throws: BedplateError(.malformed, "")) { try SignedNote(parsing: note) }
    }

    @Test func `limits on length and signatures hold, and sixteen signatures are read`() throws {
        let line = "— name AAAAAAA=\n"
        let note = { (count: Int) in "text\n\n" + String(repeating: line, count: count) }
        #expect(try SignedNote(parsing: note(16)).signatures.count == 16)
        #expect(try SignedNote(parsing: note(64)).signatures.count == 64)
        #expect(throws: BedplateError(.malformed, "")) { try SignedNote(parsing: note(65)) }
        let long = String(repeating: "x", count: SignedNote.largest) + "\n\n" + line
        #expect(throws: BedplateError(.malformed, "")) { try SignedNote(parsing: long) }
    }

    @Test func `one false signature under a known key spoils the note`() async throws {
        let signer = try Sample.signer()
        let good = try await SignedNote.sign("text\n", name: Sample.origin, with: signer)
        let other = try await SignedNote.sign("other\n", name: Sample.origin, with: signer)
        let lines = { (note: SignedNote) in note.description.split(separator: "\n").last.map { "\($0)\n" } ?? "" }
        let mixed = try SignedNote(parsing: good.description + lines(other))
        #expect(good.isSigned(by: try Sample.key()))
        #expect(!mixed.isSigned(by: try Sample.key()))
        // A signature of a key that nobody pinned changes nothing.
        let foreign = try await SignedNote.sign("text\n", name: "other.example", with: Sample.signer(seed: 8))
        #expect(try SignedNote(parsing: good.description + lines(foreign)).isSigned(by: try Sample.key()))
    }

    @Test func `only whole text is signed, with Ed25519 keys, under valid names`() async throws {
        let signer = try Sample.signer()
        for text in ["", "no end", "a\rb\n"] {
            await #expect(throws: BedplateError.self, "\(text)") {
                try await SignedNote.sign(text, name: Sample.origin, with: signer)
            }
        }
        await #expect(throws: BedplateError(.malformed, "")) {
            try await SignedNote.sign("text\n", name: "a name", with: signer)
        }
        let p256 = SigningPublicKey(
            algorithm: .ecdsaP256,
            subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo
        )
        #expect(throws: BedplateError(.malformed, "")) { try NoteVerifierKey(name: "n", publicKey: p256) }
    }

    @Test(arguments: [
        "", "a", "a+b", "a+530d903a+", "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AukyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k=",
    ]) func `malformed verifier keys are refused`(_ key: String) {
        #expect(throws: BedplateError(.malformed, "")) { try NoteVerifierKey(parsing: key) }
    }
}
