import BootSigning
import Foundation
import KeyStore
import Model
import PKIX
import Testing
import Wire

@Suite struct DeviceTrustTests {
    @Test func `what a device trusts is read from its file, and nothing else`() throws {
        let key = try SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo
        let text = Base64.encode(key)
        let pem =
            #"-----BEGIN PUBLIC KEY-----\n\#(text.prefix(64))\n\#(text.dropFirst(64))\n-----END PUBLIC KEY-----\n"#
        let digest = String(repeating: "ab", count: 32)
        let json = """
            {"version": 1, "keys": [{"name": "dev", "pem": "\(pem)", "revoked": true}],
             "digests": [{"octets": "\(digest)"}], "counters": {"trusted": 3}, "requiresHybrid": true}
            """
        let trust = try DeviceTrust(json: Array(json.utf8))
        let expected = DeviceTrust.Key(subjectPublicKeyInfo: key, name: "dev", isRevoked: true)
        #expect(trust.keys == [expected])
        #expect(trust.digests == [DeviceTrust.KeyDigest([UInt8](repeating: 0xAB, count: 32))])
        #expect(trust.counters == ["trusted": 3])
        #expect(trust.requiresHybrid)
        for (good, bad) in [
            ("PUBLIC KEY", "PRIVATE KEY"), ("\"version\": 1", "\"version\": 2"), ("\"name\"", "\"names\""),
            (digest, "ab"), ("3}", "\"3\"}"),
        ] {
            let broken = json.replacing(good, with: bad)
            #expect(throws: BedplateError(.malformed, "")) { try DeviceTrust(json: Array(broken.utf8)) }
        }
    }

    @Test func `a file that begins like no boot image is not taken for one`() {
        #expect(throws: BedplateError(.malformed, "")) { try BootFormats.recognise(MemorySource([])) }
        #expect(throws: BedplateError(.malformed, "")) {
            try BootFormats.recognise(MemorySource([UInt8](repeating: 0x5A, count: 8192)))
        }
    }
}
