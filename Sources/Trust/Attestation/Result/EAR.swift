public import Foundation
public import Model
internal import Wire

/// An EAT attestation result (draft-ietf-rats-ear), profile `tag:github.com,2023:veraison/ear`, as a JWT with ES256.
public enum EAR {
    public static let profile = "tag:github.com,2023:veraison/ear"
    /// The name of the one submodule: the root and what it measured.
    public static func submodule(_ kind: Root.Kind) -> String {
        switch kind {
        case .tpm2: "TPM"
        case .psa: "PSA"
        }
    }

    /// Who appraised, what, when, and for which nonce.
    public struct Context: Sendable {
        public var build: String
        public var developer: String
        public var policy: PolicyIdentifier
        /// The device that the result is about; nil when nothing proves that the evidence came from it.
        public var device: String?
        /// The kind of root whose evidence was appraised.
        public var root: Root.Kind
        public var nonce: [UInt8]
        public var issuedAt: Date
        /// Until when the result may be relied on.
        public var expiresAt: Date
        /// SHA-256 that binds the result to the message it goes out with (`ear.bedplate.answer`); nil for none.
        public var answer: [UInt8]?

        public init(
            build: String,
            developer: String,
            policy: PolicyIdentifier,
            device: String?,
            root: Root.Kind = .tpm2,
            nonce: [UInt8],
            issuedAt: Date,
            expiresAt: Date,
            answer: [UInt8]? = nil
        ) {
            self.build = build
            self.developer = developer
            self.policy = policy
            self.device = device
            self.root = root
            self.nonce = nonce
            self.issuedAt = issuedAt
            self.expiresAt = expiresAt
            self.answer = answer
        }
    }

    /// Names the policy in `ear.appraisal-policy-id`: `urn:bedplate:policy:NAME:VERSION`; without a version when there is
    /// no policy of that name.
    public struct PolicyIdentifier: Hashable, Sendable, CustomStringConvertible {
        public var name: String
        public var version: Int?

        public init(name: String, version: Int?) {
            self.name = name
            self.version = version
        }

        public var description: String { "urn:bedplate:policy:" + name + (version.map { ":\($0)" } ?? "") }
    }

    /// The signed result. The key must be ECDSA P-256.
    public static func encode(
        _ result: AttestationResult,
        _ context: Context,
        signer: any Signer
    ) async throws -> String {
        guard signer.publicKey.algorithm == .ecdsaP256 else {
            throw BedplateError(.environment, "an EAR is signed with ES256, and the key is of another kind")
        }
        var vector: [String: Int] = [:]
        for (name, claim) in result.vector.claims { vector[name] = claim.rawValue }
        let findings = result.judgement.findings.filter { $0.severity != .held }
        let appraisal = Appraisal(
            status: result.tier.rawValue,
            vector: vector,
            policy: context.policy.description,
            findings: findings
        )
        let claims = Claims(
            profile: profile,
            issuedAt: Int(context.issuedAt.timeIntervalSince1970),
            expiresAt: Int(context.expiresAt.timeIntervalSince1970),
            verifier: ["build": context.build, "developer": context.developer],
            subject: context.device,
            nonce: Base64.encodeURL(context.nonce),
            answer: context.answer.map { Base64.encodeURL($0) },
            submodules: [submodule(context.root): appraisal]
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let header = Base64.encodeURL(Array(#"{"alg":"ES256","typ":"JWT"}"#.utf8))
        let signed = header + "." + Base64.encodeURL([UInt8](try encoder.encode(claims)))
        return signed + "." + Base64.encodeURL(try await signer.sign([UInt8](signed.utf8)))
    }

    private struct Appraisal: Encodable {
        var status: String
        var vector: [String: Int]
        var policy: String
        var findings: [Finding]
        enum CodingKeys: String, CodingKey {
            case status = "ear.status"
            case vector = "ear.trustworthiness-vector"
            case policy = "ear.appraisal-policy-id"
            case findings = "ear.bedplate.findings"
        }
    }

    private struct Claims: Encodable {
        var profile: String
        var issuedAt: Int
        var expiresAt: Int
        var verifier: [String: String]
        var subject: String?
        var nonce: String
        var answer: String?
        var submodules: [String: Appraisal]
        enum CodingKeys: String, CodingKey {
            case profile = "eat_profile"
            case issuedAt = "iat"
            case expiresAt = "exp"
            case verifier = "ear.verifier-id"
            case subject = "sub"
            case nonce = "eat_nonce"
            case answer = "ear.bedplate.answer"
            case submodules = "submods"
        }
    }
}
