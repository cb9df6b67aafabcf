import Files
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import Testing

@Suite struct PrivateKeyFileTests {
    private struct NotAsked: Error {}

    private let openssl: OpenSSL
    private let passphrase: Passphrase

    init() throws {
        openssl = try OpenSSL()
        passphrase = try #require(Passphrase(Array("correct horse".utf8)))
        try openssl.write("correct horse\n".utf8, to: "pass")
    }

    private func path(_ name: String) throws -> String {
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: openssl.path(name))
        return openssl.path(name)
    }

    @Test(arguments: [
        "EC -pkeyopt ec_paramgen_curve:P-256", "X25519", "RSA -pkeyopt rsa_keygen_bits:2048",
    ])
    func `a key is the same from PEM, from DER and from an encrypted file`(options: String) throws {
        try openssl.run("genpkey -algorithm \(options) -out plain.pem")
        try openssl.run("pkcs8 -topk8 -nocrypt -in plain.pem -outform DER -out plain.der")
        let encryption = "-topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter 1000 -passout file:pass"
        try openssl.run("pkcs8 -in plain.pem \(encryption) -out key.pem")
        let expected = try openssl.read("plain.der")
        for name in ["plain.pem", "plain.der"] {
            // Nobody is asked for a passphrase that is not needed.
            let key = try PrivateKeyFile(path(name)) { throw NotAsked() }
            #expect(key.octets == expected)
        }
        let key = try PrivateKeyFile(path("key.pem"), leastIterations: 1000) { passphrase }
        #expect(key.octets == expected)
        #expect((key.publicKey == nil) == (options == "X25519"))
        for text in ["\(key)", String(reflecting: key), "\(Mirror(reflecting: key).children.count)"] {
            #expect(["PrivateKeyFile(not shown)", "0"].contains(text))
        }
    }

    @Test func `a wrong passphrase, a weak file and what is no key are told apart`() throws {
        try SoftwareSigner.create(.ecdsaP256, at: openssl.path("key.pem"), passphrase: passphrase, iterations: 2)
        for attempt in 0..<150 {
            let wrong = try #require(Passphrase(Array("wrong \(attempt)".utf8)))
            #expect(throws: BedplateError(.wrongPassphrase, "")) {
                try PrivateKeyFile(path("key.pem"), leastIterations: 2) { wrong }
            }
        }
        #expect(throws: BedplateError(.malformed, "")) { try PrivateKeyFile(path("key.pem")) { passphrase } }
        #expect(throws: NotAsked.self) { try PrivateKeyFile(path("key.pem")) { throw NotAsked() } }
        try openssl.write("no key".utf8, to: "text")
        try openssl.run("pkey -in key.pem -passin file:pass -pubout -out public.pem")
        for name in ["text", "public.pem"] {
            #expect(throws: BedplateError(.malformed, "")) { try PrivateKeyFile(path(name)) { passphrase } }
        }
        #expect(throws: BedplateError(.notFound, "")) {
            try PrivateKeyFile(openssl.path("nothing")) { passphrase }
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: openssl.path("key.pem"))
        #expect(throws: BedplateError(.environment, "")) {
            try PrivateKeyFile(openssl.path("key.pem"), leastIterations: 1) { passphrase }
        }
    }

    @Test func `the older forms of openssl are passed on as they are`() throws {
        try openssl.run("ecparam -name prime256v1 -genkey -out ec.pem")
        try openssl.run("ec -in ec.pem -outform DER -out ec.der")
        #expect(try PrivateKeyFile(path("ec.pem")) { passphrase }.octets == openssl.read("ec.der"))
    }
}
