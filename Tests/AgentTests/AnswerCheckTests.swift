import API
import Agent
import Attestation
import Digests
import Foundation
import KeyStore
import Model
import PKIX
import Testing

/// What a stranger between device and service can do to an answer; none of it may be believed.
@Suite struct AnswerCheckTests {
    private let signer: SoftwareSigner
    init() throws { signer = try SoftwareSigner.ephemeral(.ecdsaP256) }

    private let evidence = AttestationEvidence(
        policy: "lab",
        nonce: Data(repeating: 7, count: 32),
        quote: Data([1, 2, 3]),
        signature: Data([4, 5]),
        pcrs: [:],
        log: nil,
        release: ReleaseRequest(secret: "data-key", storageKey: Data([1]), certification: Data(), signature: Data())
    )
    private let sealed = SealedSecretMessage(
        publicArea: Data([1]),
        duplicate: Data([2]),
        inSymSeed: Data([3]),
        bank: "sha256",
        pcrs: [0, 4, 9]
    )

    private func answer(
        by other: SoftwareSigner? = nil,
        device: String? = "dev-1",
        tier: TrustTier = .affirming,
        version: Int? = 3
    ) async throws -> AttestationAnswer {
        let answer = AttestationAnswer(status: tier.rawValue, result: "", findings: ["noted: one"], sealed: sealed)
        return try await signed(answer, by: other, device: device, tier: tier, version: version)
    }

    private func signed(
        _ unsigned: AttestationAnswer,
        by other: SoftwareSigner? = nil,
        device: String?,
        tier: TrustTier,
        version: Int? = 3
    ) async throws -> AttestationAnswer {
        var answer = unsigned
        let binding = AttestationAnswer.binding(
            status: answer.status,
            findings: answer.findings,
            sealed: answer.sealed,
            to: .tpm(evidence)
        )
        answer.result = try await EAR.encode(
            AttestationResult(tier: tier, vector: TrustVector(), judgement: Judgement()),
            EAR.Context(
                build: "test",
                developer: "test",
                policy: EAR.PolicyIdentifier(name: evidence.policy, version: version),
                device: device,
                nonce: [UInt8](evidence.nonce),
                issuedAt: Date(),
                expiresAt: Date(timeIntervalSinceNow: 300),
                answer: try HashAlgorithm.sha256.digest(binding)
            ),
            signer: other ?? signer
        )
        return answer
    }

    private func check(_ answer: AttestationAnswer, to evidence: AttestationEvidence? = nil) throws {
        guard case .ellipticCurve(_, let x, let y) = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
        else { throw BedplateError(.malformed, "no elliptic curve") }
        func text(_ octets: [UInt8]) -> String {
            Data(octets).base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
        try AnswerCheck(key: JSONWebKey(x: text(x), y: text(y)), device: "dev-1")(
            answer,
            to: .tpm(evidence ?? self.evidence)
        )
    }

    @Test func `the service's answer to this evidence is believed`() async throws {
        try check(try await answer())
        try check(try await answer(tier: .contraindicated))
    }

    @Test func `an answer that names no device is believed when it refuses, never when it affirms or gives`()
        async throws
    {
        var refusal = AttestationAnswer(status: "contraindicated", result: "", findings: [], sealed: nil)
        refusal = try await signed(refusal, device: nil, tier: .contraindicated, version: nil)
        try check(refusal)
        var affirming = AttestationAnswer(status: "affirming", result: "", findings: [], sealed: nil)
        affirming = try await signed(affirming, device: nil, tier: .affirming)
        #expect(throws: BedplateError.self) { try check(affirming) }
        let giving = try await answer(device: nil, tier: .contraindicated)
        #expect(throws: BedplateError.self) { try check(giving) }
    }

    @Test func `a secret that a stranger wrapped to the storage key is refused`() async throws {
        for change in [\SealedSecretMessage.publicArea, \.duplicate, \.inSymSeed] {
            var answer = try await answer()
            answer.sealed?[keyPath: change] = Data([9])
            #expect(throws: BedplateError.self) { try check(answer) }
        }
        var answer = try await answer()
        answer.sealed?.pcrs = [9]
        #expect(throws: BedplateError.self) { try check(answer) }
    }

    @Test func `another status or finding than the signed one is refused`() async throws {
        var answer = try await answer(tier: .contraindicated)
        answer.status = "affirming"
        #expect(throws: BedplateError.self) { try check(answer) }
        answer = try await self.answer()
        answer.findings = []
        #expect(throws: BedplateError.self) { try check(answer) }
    }

    @Test func `an answer to other evidence, or for a secret that was not asked for, is refused`() async throws {
        let answer = try await answer()
        let changes: [(inout AttestationEvidence) -> Void] = [
            { $0.release?.secret = "other-key" }, { $0.quote = Data([1, 2, 4]) }, { $0.signature = Data([4]) },
            { $0.nonce = Data(repeating: 8, count: 32) }, { $0.policy = "strict" },
        ]
        for change in changes {
            var other = evidence
            change(&other)
            #expect(throws: BedplateError.self) { try check(answer, to: other) }
        }
    }

    @Test func `an answer signed by another key, about another device, or not at all is refused`() async throws {
        let stranger = try await answer(by: try SoftwareSigner.ephemeral(.ecdsaP256))
        #expect(throws: BedplateError.self) { try check(stranger) }
        let neighbour = try await answer(device: "dev-2")
        #expect(throws: BedplateError.self) { try check(neighbour) }
        var unsigned = try await answer()
        let parts = unsigned.result.split(separator: ".").map(String.init)
        let none = Data(#"{"alg":"none"}"#.utf8).base64EncodedString().replacing("=", with: "")
        for token in [
            none + "." + parts[1] + ".", none + "." + parts[1] + "." + parts[2], parts[0] + "." + parts[1] + ".",
            parts[0] + "." + parts[1], "", "..", String(repeating: ".", count: 100),
        ] {
            unsigned.result = token
            #expect(throws: BedplateError.self) { try check(unsigned) }
        }
    }
}
