import API
import Foundation
import KeyStore
import Model
import PKIX
import Terminal
import Testing

@Suite struct ServiceKeyFileTests {
    private func read(_ text: String) throws -> JSONWebKey {
        let path = FileManager.default.temporaryDirectory.path + "/bedplate-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try ServiceKeyFile.read(path)
    }

    private func key(_ algorithm: SigningPublicKey.Algorithm = .ecdsaP256) throws -> PublicKeyInfo {
        try PublicKeyInfo(der: SoftwareSigner.ephemeral(algorithm).publicKey.subjectPublicKeyInfo)
    }

    /// RFC 7517, A.1: the first key.
    private let example = (
        x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
    )

    @Test func `PEM and JWK are the same key`() throws {
        let key = JSONWebKey(x: example.x, y: example.y)
        #expect(try read(try #require(key.pem)) == key)
        #expect(try read(String(decoding: try JSONEncoder().encode(key), as: UTF8.self)) == key)
        let short = #"{"kty":"EC","crv":"P-256","x":"\#(example.x)","y":"\#(example.y)","kid":"1"}"#
        #expect(try read(short) == key)
        #expect(key.fingerprint?.count == 64)
        let other = try #require(JSONWebKey(try self.key()))
        #expect(other.fingerprint != key.fingerprint)
    }

    @Test func `what is not one public key on P-256 is refused`() throws {
        let key = try #require(JSONWebKey(try self.key()))
        let pem = try #require(key.pem)
        let ed25519 = try #require(try self.key(.ed25519).subjectPublicKeyInfo)
        func web(_ change: (inout [String: String]) -> Void) -> String {
            var members = ["kty": "EC", "crv": "P-256", "x": example.x, "y": example.y]
            change(&members)
            return String(decoding: (try? JSONEncoder().encode(members)) ?? Data(), as: UTF8.self)
        }
        // The positive control.
        _ = try read(web { _ in })
        for text in [
            "", "{}", pem + pem, pem.replacing("PUBLIC", with: "PRIVATE"),
            PEM(label: "PUBLIC KEY", bytes: ed25519).text, PEM(label: "PUBLIC KEY", bytes: [0x30, 0]).text,
            web { $0["d"] = "AA" }, web { $0["crv"] = "P-384" }, web { $0["kty"] = "RSA" }, web { $0["alg"] = "ES384" },
            web { $0["use"] = "enc" }, web { $0["y"] = nil }, web { $0["x"] = example.y }, web { $0["x"] = "AA" },
            web { $0["x"] = example.x + "=" }, String(repeating: " ", count: 20_000) + pem,
        ] {
            #expect(throws: BedplateError(.malformed, "")) { try read(text) }
        }
    }
}
