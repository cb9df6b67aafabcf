import Digests
import Model
import PKIX
import TPM2
import Testing
import Wire

@testable import Identity

struct EnrolmentTests {
    @Test(arguments: [
        ("IBM", "SW   TPM", "id:00001014"), ("IBM\0", "", ""), ("MSFT", "xCG fTPM", "id:4D534654"),
        ("AMZN", "NitroTPM", "id:414D5A4E"), ("GOOG", "vTPM", "id:474F4F47"), ("IFX", "SLB9670 swtpm", "id:49465800"),
        ("IFX", "SLB9670", "id:00001014"), ("IFX", "SLB9670", "id:49424D00"),
    ])
    func `an emulation is found by what it reports or by what is certified`(
        manufacturer: String,
        model: String,
        certified: String
    ) {
        let reason = EmulatedRoot.reason(
            reported: (manufacturer, model),
            certified: certified.isEmpty ? nil : (certified, "model")
        )
        #expect(reason != nil)
    }

    @Test(arguments: [
        ("IFX", "SLB9670", "id:49465800"), ("STM", "ST33HTPH", "id:53544D20"), ("NTC", "rls NPCT", "id:4E544300"),
    ])
    func `a silicon maker's part is not called an emulation`(manufacturer: String, model: String, certified: String) {
        #expect(EmulatedRoot.reason(reported: (manufacturer, model), certified: (certified, model)) == nil)
    }

    @Test func `a proof is bound to its credential, its enrolment and its key`() throws {
        let credential = [UInt8](repeating: 1, count: 32)
        let proof = try EnrolmentCredential.proof(
            credential: credential,
            enrolment: "enr-1",
            attestationKeyName: [0, 11, 5]
        )
        #expect(proof.count == 32)
        let others = [
            try EnrolmentCredential.proof(credential: credential, enrolment: "enr-2", attestationKeyName: [0, 11, 5]),
            try EnrolmentCredential.proof(credential: credential, enrolment: "enr-1", attestationKeyName: [0, 11, 6]),
            try EnrolmentCredential.proof(
                credential: [UInt8](repeating: 2, count: 32),
                enrolment: "enr-1",
                attestationKeyName: [0, 11, 5]
            ),
        ]
        #expect(!others.contains(proof))
        #expect(!EnrolmentCredential.isProof([], withDigest: []))
        #expect(!EnrolmentCredential.isProof(proof, withDigest: proof))
    }

    @Test func `every attribute that an attestation key lacks, and every weakness, is refused by its finding`() throws {
        var good = Public.attestationP256()
        // The base point of P-256: a point on the curve.
        let x = "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        let y = "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
        guard case .ecc(let parameters, _) = good.key, let xs = Hexadecimal.decode(x), let ys = Hexadecimal.decode(y)
        else {
            Issue.record("the template is not on a curve")
            return
        }
        good.key = .ecc(parameters, point: ECCPoint(x: Buffer(xs), y: Buffer(ys)))
        #expect(try failures(of: good).isEmpty)
        for attribute: ObjectAttributes in [.restricted, .signEncrypt, .fixedTPM, .fixedParent, .sensitiveDataOrigin] {
            var key = good
            key.objectAttributes.remove(attribute)
            #expect(try failures(of: key) == ["ak.attributes"])
        }
        var decrypting = good
        decrypting.objectAttributes.insert(.decrypt)
        #expect(try failures(of: decrypting) == ["ak.attributes"])
        var named = good
        named.nameAlg = .sha1
        #expect(try failures(of: named) == ["ak.name-algorithm"])
        var weak = good
        var sha1 = parameters
        sha1.scheme = .hash(.ecdsa, .sha1)
        weak.key = .ecc(sha1, point: ECCPoint(x: Buffer(xs), y: Buffer(ys)))
        #expect(try failures(of: weak) == ["ak.strength"])
        var off = good
        off.key = .ecc(parameters, point: ECCPoint(x: Buffer(xs), y: Buffer(xs)))
        #expect(try failures(of: off) == ["ak.strength"])
        var judgement = Judgement()
        #expect(AttestationKeyClaim.judge(Array(try good.serialized().dropLast()), &judgement) == nil)
        #expect(judgement.failures.map(\.code.rawValue) == ["ak.structure"])
    }

    private func failures(of key: Public) throws -> [String] {
        var judgement = Judgement()
        let claim = AttestationKeyClaim.judge(try key.serialized(), &judgement)
        #expect((claim != nil) == judgement.failures.isEmpty)
        return judgement.failures.map(\.code.rawValue)
    }
}
