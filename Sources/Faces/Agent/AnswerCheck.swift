public import API
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import Terminal
internal import Wire

/// Whether an answer is the enrolled service's, about this device, to the evidence that was just sent.
///
/// Between device and service anybody may read and write. Without this check a stranger could hand the device a secret
/// of his own choice, wrapped to its storage key, and have it open files that he encrypted.
public struct AnswerCheck: Sendable {
    /// The service's key for results, pinned at enrolment.
    public var key: JSONWebKey
    public var device: String

    public init(key: JSONWebKey, device: String) {
        self.key = key
        self.device = device
    }

    /// The most octets of a result.
    static let limit = 1 << 20

    /// - Throws: ``BedplateError`` with code `refused` and what does not hold.
    public func callAsFunction(_ answer: AttestationAnswer, to evidence: EvidenceMessage) throws {
        let claims = try claims(of: answer.result)
        let octets = AttestationAnswer.binding(
            status: answer.status,
            findings: answer.findings,
            sealed: answer.sealed,
            encapsulated: answer.encapsulated,
            to: evidence
        )
        // A refusal of what the service could not tell from a stranger's message names no device.
        let isNameless = claims.subject == nil && answer.status != "affirming" && !answer.isReleasing
        guard claims.subject == device || isNameless else { throw Self.refused("it is about another device") }
        guard claims.nonce == Base64.encodeURL([UInt8](evidence.nonce)) else {
            throw Self.refused("it answers another nonce")
        }
        let submodule =
            switch evidence {
            case .tpm: "TPM"
            case .psa: "PSA"
            }
        guard let appraisal = claims.submodules[submodule], claims.submodules.count == 1,
            appraisal.status == answer.status, Self.names(evidence.policy, appraisal.policy)
        else { throw Self.refused("the result is of another status or policy") }
        guard claims.answer == Base64.encodeURL(try HashAlgorithm.sha256.digest(octets)) else {
            throw Self.refused("it was made for other evidence, or changed on its way")
        }
    }

    /// The claims, once the signature over them held. Only ES256 is known, whatever the header asks for (RFC 8725, 3.1).
    private func claims(of token: String) throws -> Claims {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard token.utf8.count <= Self.limit, parts.count == 3, let header = Base64.decodeURL(parts[0]),
            let body = Base64.decodeURL(parts[1]), let signature = Base64.decodeURL(parts[2])
        else { throw Self.refused("the result is not a signed token") }
        guard (try? JSONDecoder().decode(Header.self, from: Data(header)))?.isKnown == true else {
            throw Self.refused("the result is not signed with ES256")
        }
        guard let info = key.publicKeyInfo, let pinned = try? VerificationKey(info) else {
            throw BedplateError(.corrupt, "the service's pinned key is not one of P-256")
        }
        guard pinned.isValid(signature, for: Array((parts[0] + "." + parts[1]).utf8), .ecdsaRaw(.sha256))
        else {
            throw Self.refused("the key that was pinned at enrolment did not sign the result")
        }
        guard let claims = try? JSONDecoder().decode(Claims.self, from: Data(body)) else {
            throw Self.refused("the result lacks a claim that binds it to the answer")
        }
        return claims
    }

    private struct Header: Decodable {
        var alg: String
        /// Extensions that must be understood; none is.
        var crit: [String]?
        var isKnown: Bool { alg == "ES256" && crit == nil }
    }

    private struct Claims: Decodable {
        var subject: String?
        var nonce: String
        var answer: String
        var submodules: [String: Appraisal]

        enum CodingKeys: String, CodingKey {
            case subject = "sub"
            case nonce = "eat_nonce"
            case answer = "ear.bedplate.answer"
            case submodules = "submods"
        }
    }

    private struct Appraisal: Decodable {
        var status: String
        var policy: String

        enum CodingKeys: String, CodingKey {
            case status = "ear.status"
            case policy = "ear.appraisal-policy-id"
        }
    }

    /// Whether `urn:bedplate:policy:NAME`, with or without a version, is of that name.
    private static func names(_ policy: String, _ identifier: String) -> Bool {
        let name = "urn:bedplate:policy:" + policy
        guard identifier != name else { return true }
        guard identifier.hasPrefix(name + ":") else { return false }
        return Int(identifier.dropFirst(name.count + 1)) != nil
    }

    private static func refused(_ why: String) -> BedplateError {
        BedplateError(
            .refused,
            "the answer is not the enrolled service's to this request: \(why)",
            hint: "somebody between device and service, or a service whose keys were replaced: then enroll anew"
        )
    }
}
