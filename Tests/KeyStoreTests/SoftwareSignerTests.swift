import Digests
import Files
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import PKIX
import Testing

@Suite struct SoftwareSignerTests {
    let openssl: OpenSSL
    let passphrase: Passphrase
    init() throws {
        openssl = try OpenSSL()
        passphrase = try #require(Passphrase(Array("correct horse".utf8)))
    }

    private static let algorithms: [SigningPublicKey.Algorithm] = [.ecdsaP256, .ecdsaP384, .ed25519]

    @Test(arguments: algorithms)
    func `openssl reads our key files, and a key read again signs for the same public key`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let path = openssl.path("key.pem")
        let made = try SoftwareSigner.create(algorithm, at: path, passphrase: passphrase, iterations: 1000)
        let environment = ["BEDPLATE_TEST_PASSPHRASE": "correct horse"]
        let command = "pkey -in key.pem -passin env:BEDPLATE_TEST_PASSPHRASE"
        #expect(
            try openssl.run("\(command) -pubout -outform DER", environment: environment)
                == made.publicKey.subjectPublicKeyInfo
        )
        let parameters = String(decoding: try openssl.run("asn1parse -in key.pem"), as: UTF8.self)
        for part in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", "INTEGER           :03E8"] {
            #expect(parameters.contains(part))
        }
        let read = try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 1000)
        #expect(read.publicKey == made.publicKey)
        #expect(read.home == KeyHome(kind: .software, location: path, exportable: true))
        let message = Array("message".utf8)
        let key = try VerificationKey(PublicKeyInfo(der: made.publicKey.subjectPublicKeyInfo))
        let scheme = algorithm.scheme
        let signature = try await read.sign(message)
        #expect(key.isValid(signature, for: message, scheme))
        #expect(!key.isValid(signature, for: message + [0], scheme))
    }

    @Test(arguments: [
        "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
        "-algorithm ED25519",
    ])
    func `we read the key files that openssl encrypts`(options: String) throws {
        try openssl.write("correct horse\n".utf8, to: "pass")
        try openssl.run("genpkey \(options) -out plain.pem")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -passout file:pass"
        try openssl.run("pkcs8 -in plain.pem \(encryption) -iter 5000 -out key.pem")
        let expected = try openssl.run("pkey -in plain.pem -pubout -outform DER")
        chmod("key.pem", 0o600)
        let signer = try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase, leastIterations: 5000)
        #expect(signer.publicKey.subjectPublicKeyInfo == expected)
        let weak = #expect(throws: BedplateError(.malformed, "")) {
            try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase)
        }
        #expect(weak?.hint?.contains("600000") == true)
    }

    @Test func `a key file is private, is never overwritten and leaves nothing beside it`() throws {
        let path = openssl.path("key.pem")
        let first = try SoftwareSigner.create(.ecdsaP256, at: path, passphrase: passphrase, iterations: 1)
        let before = try openssl.read("key.pem")
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(throws: BedplateError(.conflict, "")) {
            try SoftwareSigner.create(.ecdsaP256, at: path, passphrase: passphrase, iterations: 1)
        }
        #expect(try openssl.read("key.pem") == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: openssl.directory.path) == ["key.pem"])
        let again = try SoftwareSigner.loadOrCreate(.ecdsaP256, at: path, passphrase: passphrase, iterations: 1)
        #expect(again.publicKey == first.publicKey)
        #expect(throws: BedplateError(.conflict, "")) {
            try SoftwareSigner.loadOrCreate(.ed25519, at: path, passphrase: passphrase, iterations: 1)
        }
        let other = openssl.path("other.pem")
        let made = try SoftwareSigner.loadOrCreate(.ed25519, at: other, passphrase: passphrase, iterations: 1)
        #expect(
            try SoftwareSigner.loadOrCreate(.ed25519, at: other, passphrase: passphrase, iterations: 1).publicKey
                == made.publicKey
        )
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o601, 0o660])
    func `a file that others may touch is refused`(mode: Int) throws {
        try SoftwareSigner.create(.ecdsaP256, at: openssl.path("key.pem"), passphrase: passphrase, iterations: 1)
        chmod("key.pem", mode)
        #expect(throws: BedplateError(.environment, "")) {
            try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase, leastIterations: 1)
        }
    }

    @Test func `a wrong passphrase is said to be wrong, and no secret is printed`() throws {
        let path = openssl.path("key.pem")
        let signer = try SoftwareSigner.create(.ed25519, at: path, passphrase: passphrase, iterations: 1)
        for attempt in 0..<400 {
            let wrong = try #require(Passphrase(Array("wrong \(attempt)".utf8)))
            let error = #expect(throws: BedplateError(.wrongPassphrase, "")) {
                try SoftwareSigner.load(path, passphrase: wrong, leastIterations: 1)
            }
            #expect(error?.description.contains("wrong \(attempt)") == false)
        }
        for text in ["\(passphrase)", String(reflecting: passphrase), "\(signer)", String(reflecting: signer)] {
            #expect(!text.contains("correct"))
            #expect(!text.contains("PrivateKey"))
        }
        var dumped = ""
        dump(signer, to: &dumped)
        dump(passphrase, to: &dumped)
        #expect(!dumped.contains("PrivateKey") && !dumped.contains("bytes"))
    }

    @Test func `a file cut or changed at any byte is refused or opens to the same key`() throws {
        let path = openssl.path("key.pem")
        let signer = try SoftwareSigner.create(.ecdsaP256, at: path, passphrase: passphrase, iterations: 1)
        let text = try openssl.read("key.pem")
        let der = try PEM.decode(text)[0].bytes
        for length in 0..<(text.count - 1) {
            try DurableFile.write(Array(text.prefix(length)), to: path)
            #expect(throws: BedplateError.self) {
                try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 1)
            }
        }
        for at in der.indices {
            var changed = der
            changed[at] ^= 0x41
            try DurableFile.write(Array(PEM(label: "ENCRYPTED PRIVATE KEY", bytes: changed).text.utf8), to: path)
            // AES-CBC is not authenticated: a change may open to another key, never to a crash.
            _ = try? SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 1)
        }
        try DurableFile.write(text, to: path)
        #expect(try SoftwareSigner.load(path, passphrase: passphrase, leastIterations: 1).publicKey == signer.publicKey)
    }

    @Test func `a plain key and an absent file are refused, each by its own code`() throws {
        try openssl.run("genpkey -algorithm ED25519 -out key.pem")
        chmod("key.pem", 0o600)
        #expect(throws: BedplateError(.malformed, "")) {
            try SoftwareSigner.load(openssl.path("key.pem"), passphrase: passphrase)
        }
        #expect(throws: BedplateError(.notFound, "")) {
            try SoftwareSigner.load(openssl.path("none.pem"), passphrase: passphrase)
        }
    }

    @Test func `the default number of iterations is the one that is written`() throws {
        let path = openssl.path("key.pem")
        try SoftwareSigner.create(.ecdsaP256, at: path, passphrase: passphrase)
        #expect(String(decoding: try openssl.run("asn1parse -in key.pem"), as: UTF8.self).contains(":0927C0"))
        try SoftwareSigner.load(path, passphrase: passphrase)
    }

    private func chmod(_ name: String, _ mode: Int) {
        #expect(throws: Never.self) {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: openssl.path(name))
        }
    }
}
