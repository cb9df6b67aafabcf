import Files
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import Testing

@Suite struct SecretFileTests {
    let place: OpenSSL
    init() throws { place = try OpenSSL() }

    private func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: place.path(name))[.posixPermissions] as? Int
    }

    @Test func `a secret is made once and is the same ever after`() throws {
        let first = try DurableFile.loadOrCreateSecret(place.path("secret"))
        #expect(first.count == 32 && Set(first).count > 8)
        #expect(try DurableFile.loadOrCreateSecret(place.path("secret")) == first)
        #expect(try DurableFile.loadOrCreateSecret(place.path("other")) != first)
        try DurableFile.write([1], to: place.path("secret"))
        #expect(throws: BedplateError(.corrupt, "")) { try DurableFile.loadOrCreateSecret(place.path("secret")) }
    }

    @Test func `of many that create one file at once, one wins and all read the same`() async throws {
        let path = place.path("secret")
        let secrets = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<16 { group.addTask { try DurableFile.loadOrCreateSecret(path) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(secrets.count == 1)
        // The directory goes away with its last use.
        withExtendedLifetime(place) {}
    }

    @Test func `a passphrase file is made once, and openssl reads the same line`() throws {
        let path = place.path("pass")
        let passphrase = try PassphraseFile.loadOrCreate(path)
        #expect(try mode("pass") == 0o600)
        try SoftwareSigner.create(.ed25519, at: place.path("key.pem"), passphrase: passphrase, iterations: 1)
        try place.run("pkey -in key.pem -passin file:pass -noout")
        try SoftwareSigner.load(
            place.path("key.pem"),
            passphrase: PassphraseFile.loadOrCreate(path),
            leastIterations: 1
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        #expect(throws: BedplateError(.environment, "")) { try PassphraseFile.loadOrCreate(path) }
        for text in ["", "\n", "two\nlines\n"] {
            try DurableFile.write(Array(text.utf8), to: path)
            #expect(throws: BedplateError(.malformed, "")) { try PassphraseFile.loadOrCreate(path) }
        }
    }
}
