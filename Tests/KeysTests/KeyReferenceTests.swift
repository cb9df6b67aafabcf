import Files
import Foundation
import KeyStore
import Keys
import Model
import OpenSSLOracle
import PKCS11
import TPMKeys
import Testing

@Suite struct KeyReferenceTests {
    @Test func `each home is known by how it is written`() throws {
        #expect(try KeyReference("keys/a.pem") == .file("keys/a.pem"))
        guard case .pkcs11(let uri) = try KeyReference("pkcs11:token=a;object=b") else {
            Issue.record("not a token")
            return
        }
        #expect(uri.object == "b")
        let name = String(repeating: "0b", count: 34)
        let text = "tpm:handle=0x81010001;name=\(name);at=unix:/run/tpm.sock"
        #expect(try KeyReference(text) == .tpm(TPMReference(text)))
        #expect("\(try KeyReference(text))" == text)
        #expect("\(try KeyReference("tpm:file=/k/a.tpm"))" == "tpm:file=/k/a.tpm")
    }

    @Test(arguments: [
        "", "azurekms:key", "https://a/b", "tpm:handle=1", "tpm:handle=0x80000000", "tpm:handle=0x81000000;file=a",
        "tpm:file=a;file=b", "tpm:file=", "tpm:at=nowhere", "tpm:key=a", "tpm:name=xyz", "pkcs11:a",
    ])
    func `what is no reference is refused`(text: String) {
        #expect(throws: BedplateError(.malformed, "")) { try KeyReference(text) }
    }

    @Test func `a file's key opens with the passphrase from where it is said to be`() async throws {
        let directory = try OpenSSL()
        try directory.write("correct horse\n".utf8, to: "pass")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.path("pass"))
        let home = try KeyReference(directory.path("k.pem"))
        let made = try await home.create(.ed25519, secret: .file(directory.path("pass")))
        #expect(made.signer.home.isSoftware)
        #expect(try await home.open(secret: .file(directory.path("pass"))).publicKey == made.signer.publicKey)
        await #expect(throws: BedplateError(.conflict, "")) {
            try await home.create(.ed25519, secret: .file(directory.path("pass")))
        }
        await #expect(throws: BedplateError(.environment, "")) {
            try await home.open(secret: .environment("BEDPLATE_TEST_UNSET"))
        }
    }

    @Test func `a name stands for one key, and another key at its place is refused`() async throws {
        let directory = try OpenSSL()
        try directory.write("correct horse\n".utf8, to: "pass")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.path("pass"))
        let pass = SecretSource.file(directory.path("pass"))
        let ring = KeyRing(directory.path("keys"))
        #expect(try ring.entries().isEmpty)
        let path = directory.path("k.pem")
        let (signer, reference) = try await KeyReference(path).create(.ecdsaP256, secret: pass)
        let entry = KeyEntry(name: "board", reference: reference, purpose: .development, signer)
        try ring.add(entry)
        #expect(throws: BedplateError(.conflict, "")) { try ring.add(entry) }
        #expect(try ring.entries() == [entry])
        #expect(try await ring.open("board", secret: pass).publicKey == signer.publicKey)
        #expect(try await ring.open(path, secret: pass).publicKey == signer.publicKey)
        #expect(try ring.privateKey("board", secret: pass).publicKey == signer.publicKey)
        #expect(try ring.privateKey(path, secret: pass).publicKey == signer.publicKey)
        try FileManager.default.removeItem(atPath: path)
        _ = try await KeyReference(path).create(.ecdsaP256, secret: pass)
        await #expect(throws: BedplateError(.forbidden, "")) { try await ring.open("board", secret: pass) }
        #expect(throws: BedplateError(.forbidden, "")) { try ring.privateKey("board", secret: pass) }
        #expect(throws: BedplateError(.notFound, "")) { try ring.entry("none") }
        for name in ["", ".", "../x", "a/b", "a b", "-a", String(repeating: "a", count: 65)] {
            #expect(throws: BedplateError(.malformed, "")) { try ring.entry(name) }
        }
    }

    @Test(arguments: ["pkcs11:object=a", "tpm:handle=0x81010001"])
    func `a key that does not leave its home gives itself to nobody`(text: String) throws {
        #expect(throws: BedplateError(.forbidden, "")) { try KeyReference(text).privateKey() }
    }
}
