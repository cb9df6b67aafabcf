import BootSigning
import Foundation
import KeyStore
import Model
import PKIX
import Testing
import Wire

@Suite struct SigningPolicyTests {
    /// MCUboot's root-ec-p256.pem: the public half, as its simulator has it (sim/mcuboot-sys/csupport/keys.c).
    private let published = """
        3059301306072a8648ce3d020106082a8648ce3d030107034200042acb403ce8feed5ba44995a1a91daee8dbbe1937cd14fb2f245737e5\
        953988d994b9d65aebd7cdd5308ad6fe48b24a6a810ee5f07d8b6834cc3a6afc538efac1
        """
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    @Test func `a key that everybody can download signs nothing`() throws {
        let key = try #require(Hexadecimal.decode(published))
        let judgement = try SigningPolicy().judge(key: key, counters: [:], at: now)
        #expect(judgement.failures.map(\.code) == [.imageKeyPublic])
        #expect(judgement.failures.first?.found == "MCUboot, root-ec-p256.pem")
        let own = try SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo
        #expect(try SigningPolicy().judge(key: own, counters: [:], at: now).holds)
    }

    @Test func `an RSA key is named by its PKCS#1 form, every other by its SubjectPublicKeyInfo`() throws {
        for algorithm in [SigningPublicKey.Algorithm.rsa2048, .rsa3072, .ecdsaP384, .ed25519] {
            let key = try SoftwareSigner.ephemeral(algorithm).publicKey.subjectPublicKeyInfo
            let input = try #require(KeyHash.input(key))
            #expect(input == key || key.suffix(input.count) == input[...])
            #expect((input == key) == (algorithm == .ecdsaP384 || algorithm == .ed25519))
        }
        #expect(KeyHash.input([0x30, 0]) == nil)
    }

    @Test func `a revoked key, a key past its end and a smaller counter are refused, each by its finding`() throws {
        let signer = try SoftwareSigner.ephemeral(.ed25519)
        let key = signer.publicKey.subjectPublicKeyInfo
        let name = Hexadecimal.encode(try KeyHash.fingerprint(key))
        func judge(_ json: String, _ counters: [String: UInt32] = [:]) throws -> [Finding.Code] {
            try SigningPolicy(json: Array(json.utf8)).judge(key: key, counters: counters, at: now).failures.map(\.code)
        }
        #expect(try judge(#"{"version":1}"#).isEmpty)
        #expect(try judge(#"{"version":1,"revokedKeys":["\#(name)"]}"#) == [.imageKeyRevoked])
        #expect(try judge(#"{"version":1,"keysEnd":{"\#(name)":"2020-01-01T00:00:00Z"}}"#) == [.imageKeyExpired])
        #expect(try judge(#"{"version":1,"keysEnd":{"\#(name)":"2040-01-01T00:00:00Z"}}"#).isEmpty)
        let counted = #"{"version":1,"leastCounters":{"counter":7}}"#
        #expect(try judge(counted, ["counter": 6]) == [.imageCounter])
        #expect(try judge(counted) == [.imageCounter])
        #expect(try judge(counted, ["counter": 7]).isEmpty)
    }

    @Test(arguments: [
        #"{}"#, #"{"version":2}"#, #"{"version":1,"revoked":[]}"#, #"{"version":1,"revokedKeys":["12"]}"#,
        #"{"version":1,"keysEnd":{"12":"2020-01-01T00:00:00Z"}}"#, #"{"version":1,"leastCounters":{"counter":-1}}"#,
        #"{"version":1,"leastCounters":{"counter":4294967296}}"#, #"{"version":1,"version":1}"#,
    ])
    func `a policy that is not understood is refused`(json: String) {
        #expect(throws: BedplateError(.malformed, "")) { try SigningPolicy(json: Array(json.utf8)) }
    }
}
