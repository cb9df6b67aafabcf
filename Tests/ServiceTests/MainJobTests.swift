import API
import Digests
import Foundation
import HTTPTypes
import Identity
import KeyStore
import Lab
import LabSupport
import Ledger
import Model
import PKIX
import StoreSQLite
import TPM2
import Testing
import Wire

@testable import Service

/// The main job over HTTP with emulated TPMs, and each way in which it must be refused.
@Suite(.serialized) struct MainJobTests {
    @Test func `a device is enrolled, learned, affirmed, and given a secret that only its approved boot opens`()
        async throws
    {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                // The same again: the same device and certificate.
                #expect(try await service.enrol(device, anchored: false) == id)

                let first = try await service.attest(device, id)
                #expect(first.status != "affirming")
                #expect(first.findings.map(findingCode).contains("reference.missing"))
                try await service.learn(id)
                let secret = Array("0123456789abcdef0123456789abcdef".utf8)
                #expect(try await service.asOperator(.put, "/v1/secrets/key?policy=lab", secret).status == 204)

                let second = try await service.attest(device, id, secret: "key")
                #expect(second.status == "affirming")
                let sealed = try #require(second.sealed)
                #expect(try device.unseal(sealed) == secret)

                try tpm.tamper(.bootloader)
                try tpm.boot()
                let third = try await service.attest(device, id, secret: "key")
                #expect(third.status == "warning")
                #expect(third.sealed == nil)
                #expect(third.findings.map(findingCode).contains("reference.stage"))
                #expect(throws: (any Error).self) { try device.unseal(sealed) }

                let records: [EvidenceRecord] = try await service.evidence(id)
                #expect(
                    records.map(\.kind) == [
                        "device.enrolled", "evidence.appraised", "reference.learned", "evidence.appraised",
                        "secret.released", "evidence.appraised",
                    ]
                )
                let simulated = records.allSatisfy { $0.simulated }
                #expect(simulated)
                #expect(records.last?.polarity == .refutes)
                let appraised = records.filter { $0.kind == "evidence.appraised" }.map(\.fields)
                #expect(appraised.map { $0["policy.version"] } == ["1", "1", "1"])
                #expect(appraised.map { $0["reference.version"] } == [nil, "1", "1"])
                try await service.audit()
            }
        }
    }

    @Test func `a stale, a replayed and a foreign nonce are refused, each by its finding`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)

                let evidence = try device.evidence(try await service.nonce(id))
                let fresh: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", evidence).json()
                #expect(fresh.status == "affirming")
                let size = try await service.store.ledgerSize(tenant: .default)
                let replayed: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", evidence)
                    .json()
                #expect(replayed.isRefused("nonce.replayed", "replayed"))

                let late = try device.evidence(try await service.nonce(id))
                service.clock.advance(by: 121)
                let stale: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", late).json()
                #expect(stale.isRefused("nonce.stale", "stale"))

                let forged = NonceGrant(nonce: Data(repeating: 1, count: 32), pcrs: ["sha256": [0, 4, 9]])
                let own = try device.evidence(forged)
                let foreign: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", own).json()
                #expect(foreign.isRefused("nonce.foreign", "foreign"))

                // A good nonce beside a quote over another one.
                var mixed = own
                mixed.nonce = try await service.nonce(id).nonce
                let other: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", mixed).json()
                #expect(other.isRefused("statement.nonce", ""))
                // None of it filled the ledger.
                #expect(try await service.store.ledgerSize(tenant: .default) == size)
            }
        }
    }

    @Test func `relabelled values, an unknown policy and a retired device are refused`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)

                var relabelled = try device.evidence(try await service.nonce(id))
                relabelled.pcrs["sha256"]?["4"] = Data(repeating: 0, count: 32)
                let first: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", relabelled)
                    .json()
                #expect(first.isRefused("quote.digest", ""))

                let asked = try await service.post("/v1/devices/\(id)/nonces", NonceRequest(policy: "none"))
                #expect(asked.findings == ["policy.unknown"])
                var unknown = try device.evidence(try await service.nonce(id))
                unknown.policy = "none"
                let second: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", unknown).json()
                #expect(second.status == "none")
                #expect(second.findings.map(findingCode) == ["policy.unknown"])

                let last = try device.evidence(try await service.nonce(id))
                #expect(try await service.asOperator(.post, "/v1/devices/\(id)/retire").status == 200)
                let third: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", last).json()
                #expect(third.isRefused("device.state", "retired"))
                #expect(
                    try await service.post("/v1/devices/\(id)/nonces", NonceRequest(policy: "lab")).findings == [
                        "device.state"
                    ]
                )
                // Its keys stay taken.
                #expect(try await service.post("/v1/enrolments", try device.enrolment("again")).status == 409)
                try await service.audit()
            }
        }
    }

    @Test func `an enrolment with another TPM's certificate, key, or an unrestricted key is refused`() async throws {
        try await withService { service in
            try await withLab { lab in
                try await withLabTPM(in: lab, name: "one") { one in
                    try await withLabTPM(in: lab, name: "two") { two in
                        let first = TestDevice(lab: one)
                        let second = TestDevice(lab: two)
                        let request = try second.enrolment("two")
                        // Without an anchor nothing chains.
                        #expect(try await service.post("/v1/enrolments", request).findings.contains("ek.chain"))
                        let id = try await service.enrol(first, anchored: true, name: "one")

                        var foreign = request
                        foreign.endorsementCertificate = Data(try first.certificate())
                        #expect(try await service.post("/v1/enrolments", foreign).findings == ["ek.key"])

                        var unrestricted = try Public([UInt8](request.attestationKey))
                        unrestricted.objectAttributes.remove(.restricted)
                        var loose = request
                        loose.attestationKey = Data(try unrestricted.serialized())
                        #expect(try await service.post("/v1/enrolments", loose).findings == ["ak.attributes"])

                        var stolen = request
                        stolen.attestationKey = try first.enrolment("one").attestationKey
                        let answer = try await service.post("/v1/enrolments", stolen)
                        #expect(answer.status == 409)
                        #expect(!String(decoding: answer.body, as: UTF8.self).contains("one\""))

                        // The first device's attestation key, moved to a name of its own before it was ever enrolled.
                        let challenge: EnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
                        #expect(throws: (any Error).self) { try first.activate(challenge) }
                        let guess = EnrolmentProof(proof: Data(repeating: 0, count: 32))
                        let refused = try await service.post("/v1/enrolments/\(challenge.enrolment)", guess)
                        #expect(refused.findings == ["activation.proof"])

                        // Evidence signed by the other device's key.
                        let evidence = try second.evidence(try await service.nonce(id))
                        let judged: AttestationAnswer =
                            try await service.post("/v1/devices/\(id)/attestations", evidence).json()
                        #expect(judged.isRefused("statement.signature", ""))
                        // The positive control: the second device enrols with its own.
                        #expect(try await service.enrol(second, anchored: false, name: "two") != id)
                        try await service.audit()
                    }
                }
            }
        }
    }

    @Test func `a service that enrols no new devices refuses a genuine TPM, and serves the ones it knows`() async throws
    {
        try await withService { service in
            try await withLab { lab in
                try await withLabTPM(in: lab, name: "one") { one in
                    try await withLabTPM(in: lab, name: "two") { two in
                        let known = TestDevice(lab: one)
                        let stranger = TestDevice(lab: two)
                        let id = try await service.enrol(known, anchored: true, name: "one")
                        let request = try stranger.enrolment("two")
                        let begun: EnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
                        let proof = try stranger.activate(begun)
                        let again = try known.enrolment("one")
                        try await withService(allowsNewDevices: false, onto: service) { closed in
                            #expect(try await closed.post("/v1/enrolments", request).problem == "forbidden")
                            let late = try await closed.post("/v1/enrolments/\(begun.enrolment)", proof)
                            #expect(late.problem == "forbidden")
                            #expect(try await closed.post("/v1/enrolments", again).status == 201)
                            #expect(try await closed.nonce(id).pcrs == ["sha256": [0, 4, 9]])
                        }
                        // The positive control: nothing else was wrong with the stranger.
                        #expect(try await service.post("/v1/enrolments/\(begun.enrolment)", proof).status == 200)
                    }
                }
            }
        }
    }

    @Test func `a result names the device only once its own key signed, and says until when it holds`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                let good = try device.evidence(try await service.nonce(id))
                var forged = good
                forged.signature[forged.signature.count - 1] ^= 1
                for (evidence, subject) in [(forged, nil), (good, id), (good, nil)] {
                    let answer: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", evidence)
                        .json()
                    let claims = try answer.claims()
                    #expect(claims["sub"] as? String == subject)
                    let issued = try #require(claims["iat"] as? Int)
                    #expect(claims["exp"] as? Int == issued + 300)
                    let modules = try #require(claims["submods"] as? [String: [String: Any]])
                    #expect(modules["TPM"]?["ear.appraisal-policy-id"] as? String == "urn:bedplate:policy:lab:1")
                }
            }
        }
    }

    @Test func `a storage key to which nothing can be wrapped gets no secret, and a finding`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.enrol(device, anchored: true)
                _ = try await service.attest(device, id)
                try await service.learn(id)
                _ = try await service.asOperator(.put, "/v1/secrets/key?policy=lab", [1, 2, 3])
                var template = Public.storageRootP256
                let camellia = SymmetricDefinition.cipher(.camellia, keyBits: 128, mode: .cfb)
                guard case .ecc(var parameters, let point) = template.key else { throw TemplateIsNotECC() }
                parameters.symmetric = camellia
                template.key = .ecc(parameters, point: point)
                let evidence = try device.evidence(try await service.nonce(id), secret: "key", storage: template)
                let answer: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", evidence)
                    .json()
                #expect(answer.sealed == nil)
                #expect(answer.findings.map(findingCode).contains("certify.use"))
                #expect(try await service.attest(device, id, secret: "key").sealed != nil)
            }
        }
    }

    @Test func `a secret goes only to a certified storage key, under its own policy`() async throws {
        try await withService { service in
            try await withLabTPM { tpm in
                let device = TestDevice(lab: tpm)
                let id = try await service.prepare(device)
                let other = String(decoding: labPolicy, as: UTF8.self).replacing(#""lab""#, with: #""strict""#)
                _ = try await service.asOperator(.put, "/v1/documents/policy/strict", Array(other.utf8))
                _ = try await service.asOperator(.put, "/v1/secrets/key?policy=strict", [1, 2, 3])

                let wrong = try await service.attest(device, id, secret: "key")
                #expect(wrong.sealed == nil)
                #expect(wrong.findings.map(findingCode).contains("release.policy"))
                let none = try await service.attest(device, id, secret: "absent")
                #expect(none.findings.map(findingCode).contains("release.secret"))

                _ = try await service.asOperator(.put, "/v1/secrets/key?policy=lab", [1, 2, 3])
                var forged = try device.evidence(try await service.nonce(id), secret: "key")
                var storage = try Public([UInt8](try #require(forged.release).storageKey))
                storage.authPolicy = Buffer([UInt8](repeating: 1, count: 32))
                forged.release?.storageKey = Data(try storage.serialized())
                let refused: AttestationAnswer = try await service.post("/v1/devices/\(id)/attestations", forged).json()
                #expect(refused.isRefused("certify.name", ""))
                #expect(refused.sealed == nil)
                #expect(try await service.attest(device, id, secret: "key").sealed != nil)
                let kinds = try await service.evidence(id).map(\.kind)
                #expect(kinds.filter { $0 == "secret.released" }.count == 1)
            }
        }
    }
}

private struct TemplateIsNotECC: Error {}

extension AttestationAnswer {
    /// The claims of the result, its signature not looked at.
    func claims() throws -> [String: Any] {
        let body = try #require(result.split(separator: ".").dropFirst().first)
        let text = body.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.count % 4) % 4)
        let octets = try #require(Data(base64Encoded: text + padding))
        return try #require(try JSONSerialization.jsonObject(with: octets) as? [String: Any])
    }

    func isRefused(_ code: String, _ word: String) -> Bool {
        status == "contraindicated" && sealed == nil
            && findings.contains { findingCode($0) == code && (word.isEmpty || $0.contains(word)) }
    }
}

extension ServiceUnderTest {
    /// Enrols the device, its maker pinned and the lab's policy stored first if asked for.
    func enrol(_ device: TestDevice, anchored: Bool, name: String = "unit") async throws -> String {
        if anchored {
            let root = try device.lab.manufacturer().rootCertificate()
            let anchor = try JSONEncoder().encode(AnchorRequest(certificate: Data(root), simulated: true))
            #expect(try await asOperator(.post, "/v1/anchors", [UInt8](anchor)).status == 201)
            #expect(try await asOperator(.put, "/v1/documents/policy/lab", labPolicy).status == 200)
        }
        let begun = try await post("/v1/enrolments", try device.enrolment(name))
        try #require(begun.status == 201, "\(String(decoding: begun.body, as: UTF8.self))")
        let challenge: EnrolmentChallenge = try begun.json()
        let grant = try await post("/v1/enrolments/\(challenge.enrolment)", try device.activate(challenge))
        try #require(grant.status == 200, "\(String(decoding: grant.body, as: UTF8.self))")
        return try grant.json(EnrolmentGrant.self).device
    }

    /// Enrols the device under the lab's policy, and declares its boot good.
    func prepare(_ device: TestDevice, name: String = "unit") async throws -> String {
        let id = try await enrol(device, anchored: true, name: name)
        _ = try await attest(device, id)
        try await learn(id)
        return id
    }

    func nonce(_ id: String, policy: String = "lab") async throws -> NonceGrant {
        try await post("/v1/devices/\(id)/nonces", NonceRequest(policy: policy)).json()
    }

    func attest(_ device: TestDevice, _ id: String, secret: String? = nil) async throws -> AttestationAnswer {
        let evidence = try device.evidence(try await nonce(id), secret: secret)
        let answer = try await post("/v1/devices/\(id)/attestations", evidence)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        #expect(answer.headers.contains { $0.name.canonicalName == "server-timing" })
        return try answer.json()
    }

    func learn(_ id: String) async throws {
        let answer = try await learn(id, quote: try await boot(id).quote)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    func learn(_ id: String, quote: String) async throws -> Answer {
        let body = [UInt8](try JSONEncoder().encode(LearnRequest(device: id, quote: quote)))
        return try await asOperator(.post, "/v1/references/lab-device/learn", body)
    }

    func boot(_ id: String) async throws -> BootMessage {
        try await asOperator(.get, "/v1/devices/\(id)/boot").json()
    }

    func evidence(_ id: String) async throws -> [EvidenceRecord] {
        try await asOperator(.get, "/v1/devices/\(id)/evidence").json()
    }

    /// The whole ledger holds against the checkpoint that the service gives out, and each entry against its proof.
    func audit() async throws {
        let note = String(decoding: try await send(.get, "/v1/ledger/checkpoint").body, as: UTF8.self)
        let judgement = try await LedgerAudit(key: keys.ledgerVerifierKey(.default), since: [note])
            .judge(store, tenant: .default)
        #expect(judgement.holds, "\(judgement.failures)")
        let checkpoint = try Checkpoint.open(note, signedBy: keys.ledgerVerifierKey(.default))
        for index in 0..<checkpoint.size {
            let entry: LedgerEntryMessage = try await asOperator(.get, "/v1/ledger/entries/\(index)").json()
            let path = entry.path.compactMap { Hexadecimal.decode($0).flatMap { TreeHash($0) } }
            let proof = InclusionProof(index: index, size: entry.size, path: path)
            #expect(proof.proves(leaf: TreeHash(leaf: [UInt8](entry.leaf)), in: checkpoint.root))
        }
    }
}
