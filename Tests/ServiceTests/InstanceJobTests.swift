import API
import Digests
import Foundation
import HTTPTypes
import Identity
import InstanceSupport
import Model
import PKIX
import SoC
import StoreSQLite
import Testing
import Wire

@testable import Service

/// The main job of a device with a PSA root, over the routes that a TPM takes, and each way in which it must be refused.
@Suite struct InstanceJobTests {
    @Test func `a device is enrolled, learned, affirmed, and given a secret that only its approved layer opens`()
        async throws
    {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.enrol(device, anchored: true)
            // The same again: the same device and certificate.
            #expect(try await service.enrol(device) == id)

            let first = try await service.attest(device, id)
            #expect(first.status == "warning")
            #expect(first.findings.map(findingCode).contains("reference.missing"))
            try await service.learn(id, as: "soc-device")
            let secret = Array("0123456789abcdef0123456789abcdef".utf8)
            #expect(try await service.asOperator(.put, "/v1/secrets/key?policy=soc", secret).status == 204)

            let second = try await service.attest(device, id, secret: "key")
            #expect(second.status == "affirming", "\(second.findings)")
            // What is simulated is said, and no claim about hardware is made.
            #expect(second.findings.map(findingCode) == ["root.simulated"])
            let claims = try second.claims()
            #expect(claims["sub"] as? String == id)
            let module = try #require((claims["submods"] as? [String: [String: Any]])?["PSA"])
            let vector = try #require(module["ear.trustworthiness-vector"] as? [String: Int])
            #expect(vector == ["instance-identity": 2, "configuration": 2, "executables": 3, "hardware": 0])
            let sealed = try #require(second.encapsulated)
            #expect(second.sealed == nil)
            #expect(try device.open(sealed, "key", id) == secret)
            // For another device, another name or another attestation it is nothing.
            #expect(throws: (any Error).self) { try device.open(sealed, "key", id + "1") }
            #expect(throws: (any Error).self) { try device.open(sealed, "kez", id) }
            var other = sealed
            other.nonce[0] ^= 1
            #expect(throws: (any Error).self) { try device.open(other, "key", id) }

            // The same software again opens it; an update does not, and gets nothing before it is approved.
            try device.block.boot()
            #expect(try device.open(sealed, "key", id) == secret)
            try device.block.boot("firmware", "application 2", counter: 2)
            #expect(throws: (any Error).self) { try device.open(sealed, "key", id) }
            let third = try await service.attest(device, id, secret: "key")
            #expect(third.status == "warning" && third.encapsulated == nil)
            #expect(third.findings.map(findingCode).contains("reference.component"))
            try await service.learn(id, as: "soc-device")
            let fourth = try await service.attest(device, id, secret: "key")
            #expect(try device.open(try #require(fourth.encapsulated), "key", id) == secret)

            let records: [EvidenceRecord] = try await service.evidence(id)
            #expect(
                records.map(\.kind) == [
                    "device.enrolled", "evidence.appraised", "reference.learned", "evidence.appraised",
                    "secret.released", "evidence.appraised", "reference.learned", "evidence.appraised",
                    "secret.released",
                ]
            )
            let simulated = records.allSatisfy { $0.simulated }
            #expect(simulated)
            #expect(records.first?.fields["root"] == "psa")
            #expect(records.first?.fields["instance.id"]?.count == 66)
            let shown: DeviceMessage = try await service.asOperator(.get, "/v1/devices/\(id)").json()
            #expect(shown.root == .psa && shown.simulated)
            let boot = try await service.boot(id)
            #expect(boot.components?.map(\.name) == ["PRoT", "App"] && boot.registers.isEmpty)
            try await service.audit()
        }
    }

    @Test func `who is not endorsed, not its own key, not secured, or somebody else already, is not enrolled`()
        async throws
    {
        try await withService { service in
            let device = try await TestInstance()
            let request = try await device.enrolment("soc")
            // Nothing is pinned yet.
            #expect(try await service.post("/v1/enrolments", request).findings.contains("instance.chain"))
            let id = try await service.enrol(device, anchored: true)
            // Another maker's, the device's own, and the pinned certificate itself.
            let stranger = try await TestInstance()
            let foreign = try await stranger.enrolment("two")
            #expect(try await service.post("/v1/enrolments", foreign).findings.contains("instance.chain"))
            for index in [0, 1, 255] as [UInt8] {
                var own = request
                own.instanceCertificate = Data(try device.block.done(.certificate, [index, 1]))
                own.intermediates = [request.instanceCertificate]
                own.name = "own"
                let answer = try await service.post("/v1/enrolments", own)
                #expect(answer.findings.contains("instance.profile") || answer.findings.contains("instance.chain"))
            }
            var root = request
            root.instanceCertificate = Data(device.maker.authority.certificate.der)
            #expect(try await service.post("/v1/enrolments", root).findings.contains("instance.chain"))
            var broken = request
            broken.instanceCertificate = Data([1, 2, 3])
            #expect(try await service.post("/v1/enrolments", broken).findings == ["instance.certificate"])
            broken.instanceCertificate = Data(repeating: 0, count: 20_000)
            #expect(try await service.post("/v1/enrolments", broken).status == 400)

            // The certificate of one device, the token of another: relayed, and with the wrong nonce.
            let second = try await TestInstance(maker: device.maker)
            let begun: InstanceEnrolmentChallenge =
                try await service.post("/v1/enrolments", try await second.enrolment("two")).json()
            func prove(_ token: [UInt8]) async throws -> ServiceUnderTest.Answer {
                let proof = EnrolmentProof(proof: Data(token))
                return try await service.post("/v1/enrolments/\(begun.enrolment)", proof)
            }
            let nonce = [UInt8](begun.nonce)
            #expect(try await prove(try device.block.done(.attest, nonce)).findings == ["token.signature"])
            let stale = try second.block.done(.attest, [UInt8](repeating: 1, count: 32))
            #expect(try await prove(stale).findings == ["token.nonce"])
            #expect(try await prove([]).findings == ["token.structure"])
            // The positive control: its own.
            #expect(try await prove(try second.block.done(.attest, nonce)).status == 200)

            // A name and a key that are taken.
            var taken = request
            taken.name = "two"
            #expect(try await service.post("/v1/enrolments", taken).status == 409)
            let third = try await TestInstance(maker: device.maker)
            #expect(try await service.post("/v1/enrolments", try await third.enrolment("soc")).status == 409)
            // One that is still on the station, open as it is.
            let open = try await TestInstance(maker: device.maker, isSecured: false)
            let early: InstanceEnrolmentChallenge =
                try await service.post("/v1/enrolments", try await open.enrolment("open")).json()
            let proof = EnrolmentProof(proof: Data(try open.block.done(.attest, [UInt8](early.nonce))))
            let refused = try await service.post("/v1/enrolments/\(early.enrolment)", proof)
            #expect(refused.findings == ["token.lifecycle", "debug.status"])
            // A retired one stays out.
            #expect(try await service.asOperator(.post, "/v1/devices/\(id)/retire").status == 200)
            #expect(try await service.post("/v1/enrolments", request).status == 409)
            try await service.audit()
        }
    }

    @Test func `a service that enrols no new devices refuses a genuine one, and serves the ones it knows`() async throws
    {
        try await withService { service in
            let known = try await TestInstance()
            let id = try await service.enrol(known, anchored: true)
            let stranger = try await TestInstance(maker: known.maker)
            let request = try await stranger.enrolment("two")
            let begun: InstanceEnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
            let proof = EnrolmentProof(proof: Data(try stranger.block.done(.attest, [UInt8](begun.nonce))))
            let again = try await known.enrolment("soc")
            try await withService(allowsNewDevices: false, onto: service) { closed in
                let first = try await closed.post("/v1/enrolments", request)
                #expect(first.problem == "forbidden")
                #expect(try await closed.post("/v1/enrolments/\(begun.enrolment)", proof).problem == "forbidden")
                #expect(try await closed.post("/v1/enrolments", again).status == 201)
                #expect(try await closed.nonce(id, policy: "soc").pcrs.isEmpty)
            }
            #expect(try await service.post("/v1/enrolments/\(begun.enrolment)", proof).status == 200)
        }
    }

    @Test func `enrolments begun without end with a copied certificate do not keep the device out`() async throws {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.enrol(device, anchored: true)
            let request = try await device.enrolment("soc")
            let begun: InstanceEnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
            for _ in 1..<Enrolment.mostOpenOfOneKey {
                #expect(try await service.post("/v1/enrolments", request).status == 201)
            }
            #expect(try await service.store.enrolment(id: begun.enrolment, tenant: .default) != nil)
            #expect(try await service.post("/v1/enrolments", request).status == 201)
            let proof = EnrolmentProof(proof: Data(try device.block.done(.attest, [UInt8](begun.nonce))))
            #expect(try await service.post("/v1/enrolments/\(begun.enrolment)", proof).status == 404)
            // Whoever begins again gets through; and an expired one does not.
            #expect(try await service.enrol(device) == id)
            let late: InstanceEnrolmentChallenge = try await service.post("/v1/enrolments", request).json()
            let token = EnrolmentProof(proof: Data(try device.block.done(.attest, [UInt8](late.nonce))))
            service.clock.advance(by: 601)
            #expect(try await service.post("/v1/enrolments/\(late.enrolment)", token).status == 404)
        }
    }

    @Test func `replayed, relayed, stale and foreign evidence is refused, each by its finding`() async throws {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.prepare(device)
            let other = try await TestInstance(maker: device.maker)
            _ = try await service.enrol(other, name: "two")

            let evidence = try device.evidence(try await service.nonce(id, policy: "soc"))
            #expect(try await service.present(evidence, id).status == "affirming")
            let size = try await service.store.ledgerSize(tenant: .default)
            #expect(try await service.present(evidence, id).isRefused("nonce.replayed", "replayed"))
            let late = try device.evidence(try await service.nonce(id, policy: "soc"))
            service.clock.advance(by: 121)
            #expect(try await service.present(late, id).isRefused("nonce.stale", "stale"))
            let own = try device.evidence(NonceGrant(nonce: Data(repeating: 1, count: 32), pcrs: [:]))
            #expect(try await service.present(own, id).isRefused("nonce.foreign", "foreign"))
            var mixed = own
            mixed.nonce = try await service.nonce(id, policy: "soc").nonce
            #expect(try await service.present(mixed, id).isRefused("token.nonce", ""))
            // Another device's, over this one's nonce; and its chain beside this one's token.
            let relayed = try other.evidence(try await service.nonce(id, policy: "soc"))
            #expect(try await service.present(relayed, id).isRefused("token.signature", ""))
            #expect(try await service.store.ledgerSize(tenant: .default) == size)
            var spliced = try device.evidence(try await service.nonce(id, policy: "soc"))
            spliced.certificates = relayed.certificates
            #expect(try await service.present(spliced, id).isRefused("dice.signature", ""))
            // From here on the device itself spoke: it is in the ledger.
            #expect(try await service.store.ledgerSize(tenant: .default) > size)
            // The positive control.
            #expect(try await service.attest(device, id).status == "affirming")
            try await service.audit()
        }
    }

    @Test func `evidence of an older boot is refused once a later one was seen`() async throws {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.prepare(device)
            // Signed before the reboot, over a nonce that is good still.
            let older = try device.evidence(try await service.nonce(id, policy: "soc"))
            let unused = try await service.nonce(id, policy: "soc")
            try device.block.boot("firmware", "something else")
            #expect(try await service.attest(device, id).status == "warning")
            let refused = try await service.present(older, id)
            #expect(refused.isRefused("boot.older", "a nonce from before"), "\(refused.findings)")
            // A nonce from before is good for the boot that was seen, and for no other.
            #expect(try await service.present(try device.evidence(unused), id).status == "warning")
            try device.block.boot()
            let again = try await service.attest(device, id)
            #expect(again.status == "affirming", "\(again.findings)")
            // The operator can let it begin anew.
            #expect(try await service.asOperator(.post, "/v1/devices/\(id)/reset-clock").status == 200)
            #expect(try await service.attest(device, id).status == "affirming")
            try await service.audit()
        }
    }

    @Test func `what else booted, in another mode or another form is not affirmed`() async throws {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.prepare(device)
            _ = try await service.asOperator(.put, "/v1/secrets/key?policy=soc", [1, 2, 3])
            // From the console, and from no slot.
            try device.block.boot(isRecovered: true)
            #expect(try await service.attest(device, id, secret: "key").isRefused("dice.mode", "recovery"))
            // The chain of another boot of this device beside the token of this one.
            try device.block.boot("firmware", "something else")
            let foreign = try device.evidence(try await service.nonce(id, policy: "soc"))
            try device.block.boot()
            var mixed = try device.evidence(try await service.nonce(id, policy: "soc"), secret: "key")
            (mixed.certificates, mixed.application) = (foreign.certificates, foreign.application)
            mixed.encapsulation = nil
            #expect(try await service.present(mixed, id).isRefused("dice.agreement", ""))
            // A secret without a key to seal it to; a TPM's evidence; too much of it.
            var keyless = try device.evidence(try await service.nonce(id, policy: "soc"), secret: "key")
            keyless.encapsulation = nil
            let answer = try await service.present(keyless, id)
            #expect(answer.encapsulated == nil && answer.findings.map(findingCode).contains("release.key"))
            let quote = AttestationEvidence(
                policy: "soc",
                nonce: try await service.nonce(id, policy: "soc").nonce,
                quote: Data([1]),
                signature: Data([2]),
                pcrs: [:],
                log: nil
            )
            #expect(try await service.post("/v1/devices/\(id)/attestations", quote).status == 400)
            var long = try device.evidence(try await service.nonce(id, policy: "soc"))
            long.certificates += (0..<9).map { _ in Data([1]) }
            #expect(try await service.post("/v1/devices/\(id)/attestations", long).status == 400)
            // A policy for PCRs.
            #expect(
                try await service.post("/v1/devices/\(id)/nonces", NonceRequest(policy: "lab")).findings == [
                    "policy.kind"
                ]
            )
            var unfit = try device.evidence(try await service.nonce(id, policy: "soc"))
            unfit.policy = "lab"
            let none = try await service.present(unfit, id)
            #expect(none.status == "none" && none.findings.map(findingCode) == ["policy.kind"])
            // The positive control.
            #expect(try await service.attest(device, id, secret: "key").encapsulated != nil)
        }
    }

    @Test func `an older security version, another signer and an emulation are refused where the policy says so`()
        async throws
    {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.prepare(device)
            func attest(_ rules: String, _ last: String = ",\"affirmSimulatedRoot\":true") async throws
                -> AttestationAnswer
            {
                let policy = #"{"version":1,"name":"soc","reference":"soc-device","components":\#(rules)\#(last)}"#
                let put = try await service.asOperator(.put, "/v1/documents/policy/soc", Array(policy.utf8))
                try #require(put.status == 200, "\(String(decoding: put.body, as: UTF8.self))")
                return try await service.attest(device, id)
            }
            let order = #""order":["PRoT","App"]"#
            let signer = Hexadecimal.encode(BlockInstance.signer)
            let good = #"{\#(order),"signers":["\#(signer)"],"minimumSecurityVersions":{"App":1}}"#
            #expect(try await attest(good).status == "affirming")
            let newer = try await attest(#"{\#(order),"minimumSecurityVersions":{"App":2}}"#)
            #expect(newer.isRefused("component.version", "security version 2"))
            let others = try await attest(#"{\#(order),"signers":["\#(String(repeating: "00", count: 32))"]}"#)
            #expect(others.isRefused("component.signer", ""))
            #expect(try await attest(#"{"order":["App","PRoT"]}"#).isRefused("component.order", ""))
            #expect(try await attest(#"{"order":["PRoT"]}"#).isRefused("component.order", ""))
            let closed = try await attest(#"{\#(order),"debug":["disabledFullyAndPermanently"]}"#)
            #expect(closed.isRefused("debug.status", "disabledPermanently"))
            let emulated = try await attest("{\(order)}", "")
            #expect(emulated.status == "warning" && emulated.findings.map(findingCode) == ["root.simulated"])
        }
    }

    @Test func `no changed octet of evidence is affirmed`() async throws {
        try await withService { service in
            let device = try await TestInstance()
            let id = try await service.prepare(device)
            let nonce = try await service.nonce(id, policy: "soc")
            let whole = try device.evidence(nonce)
            for place in stride(from: 0, to: whole.token.count, by: 7) {
                var changed = whole
                changed.token[changed.token.startIndex + place] ^= 0x10
                #expect(try await service.present(changed, id).status == "contraindicated", "octet \(place)")
            }
            // None of these was the device's: the nonce is good still.
            #expect(try await service.present(whole, id).status == "affirming")
        }
    }
}
