import API
import Agent
import Attestation
import Digests
import Foundation
import KeyStore
import Model
import PKIX
import Testing

/// ``AnswerCheckTests`` for a device with a PSA root.
@Suite struct InstanceAnswerTests {
    private let signer: SoftwareSigner
    init() throws { signer = try SoftwareSigner.ephemeral(.ecdsaP256) }

    private let evidence = InstanceEvidenceMessage(
        policy: "soc",
        nonce: Data(repeating: 7, count: 32),
        token: Data([1, 2, 3]),
        certificates: [Data([4])],
        application: Data([5]),
        secret: "key"
    )
    private let secret = EncapsulatedSecretMessage(
        encapsulatedKey: Data([1]),
        ciphertext: Data([2]),
        nonce: Data(repeating: 7, count: 32)
    )

    private func answer(as root: Root.Kind = .psa) async throws -> AttestationAnswer {
        var answer = AttestationAnswer(
            status: "affirming",
            result: "",
            findings: ["noted: one"],
            sealed: nil,
            encapsulated: secret
        )
        let binding = AttestationAnswer.binding(
            status: answer.status,
            findings: answer.findings,
            sealed: nil,
            encapsulated: secret,
            to: .psa(evidence)
        )
        answer.result = try await EAR.encode(
            AttestationResult(tier: .affirming, vector: TrustVector(), judgement: Judgement()),
            EAR.Context(
                build: "test",
                developer: "test",
                policy: EAR.PolicyIdentifier(name: "soc", version: 1),
                device: "dev-1",
                root: root,
                nonce: [UInt8](evidence.nonce),
                issuedAt: Date(),
                expiresAt: Date(timeIntervalSinceNow: 300),
                answer: try HashAlgorithm.sha256.digest(binding)
            ),
            signer: signer
        )
        return answer
    }

    private func check(_ answer: AttestationAnswer, to other: EvidenceMessage? = nil) throws {
        guard case .ellipticCurve(_, let x, let y) = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
        else { throw BedplateError(.malformed, "no elliptic curve") }
        func text(_ octets: [UInt8]) -> String {
            Data(octets).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        try AnswerCheck(key: JSONWebKey(x: text(x), y: text(y)), device: "dev-1")(answer, to: other ?? .psa(evidence))
    }

    @Test func `an answer is believed as the service signed it, and with no other secret, evidence or root`()
        async throws
    {
        let good = try await answer()
        try check(good)
        let changes: [(inout AttestationAnswer) -> Void] = [
            { $0.encapsulated?.ciphertext = Data([3]) }, { $0.encapsulated?.encapsulatedKey = Data([3]) },
            { $0.encapsulated?.nonce[0] ^= 1 }, { $0.encapsulated = nil }, { $0.findings = [] },
            {
                $0.sealed = SealedSecretMessage(
                    publicArea: Data(),
                    duplicate: Data(),
                    inSymSeed: Data(),
                    bank: "sha256",
                    pcrs: []
                )
            },
        ]
        for (place, change) in changes.enumerated() {
            var other = good
            change(&other)
            #expect(throws: BedplateError.self, "change \(place)") { try check(other) }
        }
        var other = evidence
        other.token = Data([9])
        #expect(throws: BedplateError.self) { try check(good, to: .psa(other)) }
        other = evidence
        other.secret = "other"
        #expect(throws: BedplateError.self) { try check(good, to: .psa(other)) }
        let asTPM = try await answer(as: .tpm2)
        #expect(throws: BedplateError.self) { try check(asTPM) }
    }
}
