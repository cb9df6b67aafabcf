import API
import Agent
import Attestation
import Foundation
import InstanceSupport
import Model
import PKIX
import PSAToken
import Release
import SoC
import Testing

/// What the agent asks a device with a PSA root, and makes of its answers.
@Suite struct PSARootTests {
    private struct Asked: PSADevice {
        let block: BlockInstance
        var certificate: [UInt8] = []

        func instanceCertificate() throws -> [UInt8] { certificate }
        func ask(_ command: MailboxCommand, _ payload: [UInt8]) throws -> (status: MailboxStatus, payload: [UInt8]) {
            try block.ask(command, payload)
        }
    }

    private let identity = AgentState.Identity(
        device: "dev-1",
        name: "soc",
        service: "http://127.0.0.1:1",
        root: .psa,
        endorsementTemplate: "",
        endorsementKeyName: "",
        attestationTemplate: "",
        attestationKeyName: "",
        policy: nil,
        resultKey: nil
    )

    @Test func `an introduction names the instance as its tokens do, and the proof is a token`() async throws {
        let block = try BlockInstance()
        try block.boot()
        let root = PSARoot(Asked(block: block, certificate: try await Maker().endorse(block.publicKey)))
        let folder = FileManager.default.temporaryDirectory.path + "/bedplate-\(UUID().uuidString.prefix(8))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let introduction = try root.introduce("soc", pinned: nil, in: try AgentState(folder))
        guard case .psa(let message) = introduction.message else { throw OtherKind() }
        #expect(message.name == "soc")
        let nonce = [UInt8](repeating: 5, count: 32)
        let challenge = InstanceEnrolmentChallenge(enrolment: "enr-1", nonce: Data(nonce))
        let token = try root.prove(.psa(challenge), introduction.pins)
        let outcome = TokenVerifier.verify(token, expecting: TokenExpectation(nonce: nonce, key: block.publicKey))
        let instance = try #require(outcome.verified).claims.instance
        #expect(
            introduction.pins.attestationKeyName
                == instance.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        )
        let other = EnrolmentChallenge(enrolment: "enr-1", credentialBlob: Data(), encryptedSecret: Data())
        #expect(throws: BedplateError.self) { try root.prove(.tpm(other), introduction.pins) }
        let broken = PSARoot(Asked(block: block, certificate: [1, 2, 3]))
        #expect(throws: BedplateError.self) { try broken.introduce("soc", pinned: nil, in: try AgentState(folder)) }
    }

    @Test func `evidence holds, and a secret opens in the layer that showed it`() throws {
        let block = try BlockInstance()
        try block.boot()
        let root = PSARoot(Asked(block: block))
        let nonce = Data(repeating: 5, count: 32)
        let grant = NonceGrant(nonce: nonce, pcrs: [:])
        guard case .psa(let message) = try root.evidence(grant, policy: "soc", identity, asking: "key") else {
            throw OtherKind()
        }
        #expect(message.certificates.count == 3 && message.secret == "key")
        let outcome = InstanceVerifier.verify(
            InstanceEvidence(
                token: [UInt8](message.token),
                chain: DICEEvidence(
                    layers: message.certificates.map { [UInt8]($0) },
                    application: [UInt8](message.application),
                    encapsulation: message.encapsulation.map { [UInt8]($0) }
                )
            ),
            expecting: TokenExpectation(nonce: [UInt8](nonce), key: block.publicKey)
        )
        let verified = try #require(outcome.verified, "\(outcome.judgement.failures)")
        guard case .ellipticCurve(.p256, let x, let y) = verified.encapsulationKey else { throw OtherKind() }
        let sealed = try EncapsulatedSecret.seal(
            [1, 2, 3],
            to: x + y,
            info: EncapsulatedSecretMessage.info(device: "dev-1", secret: "key", nonce: nonce)
        )
        let kept = EncapsulatedSecretMessage(
            encapsulatedKey: Data(sealed.encapsulatedKey),
            ciphertext: Data(sealed.ciphertext),
            nonce: nonce
        )
        #expect(try root.open(.encapsulated(kept), named: "key", identity) == [1, 2, 3])
        func code(_ ask: () throws -> [UInt8]) -> BedplateError.Code? {
            do { _ = try ask() } catch { return (error as? BedplateError)?.code }
            return nil
        }
        #expect(code { try root.open(.encapsulated(kept), named: "other", identity) } == BedplateError.Code("refused"))
        try block.boot("firmware", "another")
        #expect(code { try root.open(.encapsulated(kept), named: "key", identity) } == BedplateError.Code("refused"))
        try block.boot()
        #expect(try root.open(.encapsulated(kept), named: "key", identity) == [1, 2, 3])
        // A plain attestation shows no key; a policy for a TPM is not answered.
        guard case .psa(let plain) = try root.evidence(grant, policy: "soc", identity, asking: nil) else {
            throw OtherKind()
        }
        #expect(plain.encapsulation == nil && plain.secret == nil)
        let quoted = NonceGrant(nonce: nonce, pcrs: ["sha256": [0]])
        #expect(throws: BedplateError.self) { try root.evidence(quoted, policy: "lab", identity, asking: nil) }
    }

    private struct OtherKind: Error {}

    @Test func `messages tell their kind, and a TPM's are as they were`() throws {
        let evidence = InstanceEvidenceMessage(
            policy: "soc",
            nonce: Data([1]),
            token: Data([2]),
            certificates: [Data([3])],
            application: Data([4])
        )
        let octets = try JSONEncoder().encode(EvidenceMessage.psa(evidence))
        guard case .psa(let read) = try JSONDecoder().decode(EvidenceMessage.self, from: octets) else {
            throw OtherKind()
        }
        #expect(read.token == Data([2]))
        let old = Data(#"{"policy":"lab","nonce":"AQ==","quote":"","signature":"","pcrs":{}}"#.utf8)
        guard case .tpm = try JSONDecoder().decode(EvidenceMessage.self, from: old) else { throw OtherKind() }
        let unknown = Data(#"{"root":"pix","policy":"lab","nonce":"AQ==","quote":"","signature":"","pcrs":{}}"#.utf8)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(EvidenceMessage.self, from: unknown) }
    }
}
