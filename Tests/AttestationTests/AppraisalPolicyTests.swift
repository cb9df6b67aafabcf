import Attestation
import Model
import Testing

@Suite struct AppraisalPolicyTests {
    private func policy(_ json: String) throws -> AppraisalPolicy { try AppraisalPolicy(json: [UInt8](json.utf8)) }

    @Test func `a policy reads as it is written`() throws {
        let policy = try policy(
            #"{"version": 1, "name": "lab", "reference": "r", "bank": "sha256", "pcrs": [4, 0], "affirmSimulatedRoot": true}"#
        )
        #expect(policy.pcrs == [0, 4])
        #expect(policy.affirmSimulatedRoot)
        #expect(!policy.allowSHA1)
    }

    @Test(arguments: [
        #"{"version":1,"name":"n","reference":"r","bank":"sha256","pcrs":[0,4],"pcrs":[23]}"#,
        #"{"version":1,"name":"n","reference":"r","bank":"sha256","pcrs":[0],"pcr\u0073":[23]}"#,
        #"{"version":1,"name":"n","reference":"r","bank":"sha256","pcrs":[0],}"#,
        #"{"version":1,"name":"n","reference":"r","bank":"sha256","pcrs":[0,]}"#,
        "{\"version\":1,\"name\":\"n\",\"reference\":\"r\",\"ban\u{212A}\":\"sha256\",\"pcrs\":[0]}",
    ])
    func `what two readers may read differently is refused`(json: String) throws {
        #expect(try #require(throws: BedplateError.self) { try policy(json) }.code == .malformed)
    }

    @Test func `another encoding than UTF-8 is refused`() throws {
        let json = #"{"version":1,"name":"n","reference":"r","bank":"sha256","pcrs":[0]}"#
        let wide = json.utf8.flatMap { octet -> [UInt8] in [octet, 0] }
        #expect(throws: BedplateError.self) { try AppraisalPolicy(json: [0xFF, 0xFE] + wide) }
        // The positive control, with what must not be mistaken for structure.
        #expect(try policy(json.replacing(#""n""#, with: #""{,}\"[,]""#)).name == #"{,}"[,]"#)
    }

    @Test(arguments: [
        (#"{"version": 2, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0]}"#, "policy.version"),
        (#"{"version": true, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0]}"#, "policy.version"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": []}"#, "policy.pcrs"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0, 0]}"#, "policy.pcrs"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [24]}"#, "policy.pcrs[0]"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [16, 23]}"#, "policy.pcrs"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "md5", "pcrs": [0]}"#, "policy.bank"),
        (#"{"version": 1, "name": "n", "reference": "r", "bank": "sha1", "pcrs": [0]}"#, "policy.bank"),
        (
            #"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0], "acceptAll": true}"#,
            "policy.acceptAll"
        ),
        (
            #"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0], "allowSHA1": 1}"#,
            "policy.allowSHA1"
        ),
        (
            #"{"version": 1, "name": "n", "reference": "r", "bank": "sha256", "pcrs": [0], "errata": ["any"]}"#,
            "policy.errata[0]"
        ),
        (#"{"version": 1, "name": "", "reference": "r", "bank": "sha256", "pcrs": [0]}"#, "policy.name"),
        (#"{"version": 1, "name": "n", "bank": "sha256", "pcrs": [0]}"#, "policy"),
        (#"["version"]"#, "policy"), (#"{"version": 1"#, "policy"), ("", "policy"),
    ])
    func `what is not known is refused, with its place`(json: String, place: String) throws {
        let error = try #require(throws: BedplateError.self) { try policy(json) }
        #expect(error.code == .malformed)
        #expect(error.location == place)
    }
}
