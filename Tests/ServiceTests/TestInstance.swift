import API
import Foundation
import HTTPTypes
import Identity
import InstanceSupport
import PKIX
import SoC
import Testing

@testable import Service

/// The side of a device with a PSA root, on a block in this process, step by step: written a second time, as ``TestDevice``
/// is.
struct TestInstance {
    let maker: Maker
    let block: BlockInstance

    init(maker: Maker? = nil, isSecured: Bool = true) async throws {
        if let maker { self.maker = maker } else { self.maker = try await Maker() }
        block = try BlockInstance(isSecured: isSecured)
        try block.boot()
    }

    func enrolment(_ name: String) async throws -> InstanceEnrolmentRequest {
        InstanceEnrolmentRequest(name: name, instanceCertificate: Data(try await maker.endorse(block.publicKey)))
    }

    func evidence(_ grant: NonceGrant, secret: String? = nil) throws -> InstanceEvidenceMessage {
        InstanceEvidenceMessage(
            policy: "soc",
            nonce: grant.nonce,
            token: Data(try block.done(.attest, [UInt8](grant.nonce))),
            certificates: try (0..<3).map { Data(try block.done(.certificate, [$0])) },
            application: Data(try block.done(.certificate, [255])),
            encapsulation: try secret.map { _ in Data(try block.done(.certificate, [254])) },
            secret: secret
        )
    }

    func open(_ secret: EncapsulatedSecretMessage, _ name: String, _ device: String) throws -> [UInt8] {
        let info = Array("bedplate release v1\0\(device)\0\(name)\0".utf8) + [UInt8](secret.nonce)
        let payload = [UInt8(info.count), 0] + info + [UInt8](secret.encapsulatedKey) + [UInt8](secret.ciphertext)
        return try block.done(.open, payload)
    }
}

extension ServiceUnderTest {
    private static let policy = Array(
        #"""
        {"version":1,"name":"soc","reference":"soc-device","components":{"order":["PRoT","App"]},
        "affirmSimulatedRoot":true}
        """#.utf8
    )

    /// Enrols the device, its maker pinned and policies stored first if asked for.
    func enrol(_ device: TestInstance, anchored: Bool = false, name: String = "soc") async throws -> String {
        if anchored {
            let root = Data(device.maker.authority.certificate.der)
            let anchor = try JSONEncoder().encode(AnchorRequest(certificate: root, simulated: true))
            #expect(try await asOperator(.post, "/v1/anchors", [UInt8](anchor)).status == 201)
            #expect(try await asOperator(.put, "/v1/documents/policy/soc", Self.policy).status == 200)
            #expect(try await asOperator(.put, "/v1/documents/policy/lab", labPolicy).status == 200)
        }
        let begun = try await post("/v1/enrolments", try await device.enrolment(name))
        try #require(begun.status == 201, "\(String(decoding: begun.body, as: UTF8.self))")
        let challenge: InstanceEnrolmentChallenge = try begun.json()
        let token = try device.block.done(.attest, [UInt8](challenge.nonce))
        let grant = try await post("/v1/enrolments/\(challenge.enrolment)", EnrolmentProof(proof: Data(token)))
        try #require(grant.status == 200, "\(String(decoding: grant.body, as: UTF8.self))")
        return try grant.json(EnrolmentGrant.self).device
    }

    /// Enrols the device, and declares its boot good.
    func prepare(_ device: TestInstance) async throws -> String {
        let id = try await enrol(device, anchored: true)
        _ = try await attest(device, id)
        try await learn(id, as: "soc-device")
        return id
    }

    func attest(_ device: TestInstance, _ id: String, secret: String? = nil) async throws -> AttestationAnswer {
        try await present(try device.evidence(try await nonce(id, policy: "soc"), secret: secret), id)
    }

    func present(_ evidence: InstanceEvidenceMessage, _ id: String) async throws -> AttestationAnswer {
        let answer = try await post("/v1/devices/\(id)/attestations", evidence)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try answer.json()
    }

    func learn(_ id: String, as name: String) async throws {
        let message = LearnRequest(device: id, quote: try await boot(id).quote)
        let body = [UInt8](try JSONEncoder().encode(message))
        let answer = try await asOperator(.post, "/v1/references/\(name)/learn", body)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }
}
