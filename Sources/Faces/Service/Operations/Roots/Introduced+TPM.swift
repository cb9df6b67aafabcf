internal import API
internal import Foundation
internal import Identity
internal import Model
internal import PKIX
internal import TPM2
internal import Wire

extension Introduced {
    /// A TPM: its endorsement key's certificate, and a credential that only it can activate.
    init(_ request: EnrolmentRequest, anchors: [Anchor], at time: Date) throws {
        let claim = try EnrolmentClaim(request)
        let outcome = try EnrolmentJudge(anchors: anchors).judge(claim, at: time)
        guard let candidate = outcome.candidate else { throw Refusal(judgement: outcome.judgement) }
        self.init(device: try Device(candidate, name: request.name, at: time)) { enrolment in
            let credential = try EnrolmentCredential.make(for: candidate, enrolment: enrolment)
            let challenge = EnrolmentChallenge(
                enrolment: enrolment,
                credentialBlob: Data(credential.credentialBlob),
                encryptedSecret: Data(credential.encryptedSecret)
            )
            return (.tpm(challenge), credential.proofDigest)
        }
    }
}

extension Enrolment {
    /// The HMAC under the credential: both keys live in one TPM.
    func activated(by proof: EnrolmentProof) throws -> Device {
        guard EnrolmentCredential.isProof([UInt8](proof.proof), withDigest: proofDigest) else {
            var judgement = Judgement()
            judgement.check(
                false,
                .activationProof,
                "the TPM with both keys activated the credential",
                expected: "the HMAC under the activated credential",
                found: "another value"
            )
            throw Refusal(judgement: judgement)
        }
        return candidate
    }
}

extension Device {
    func tpmFields() throws -> [String: String] {
        let attestationKey = try Public(attestationKey)
        let certificate = try Certificate(der: endorsementCertificate, allowing: EnrolmentJudge.tolerated)
        return [
            "ek.sha256": endorsementKey,
            // Who issued it; at which pinned anchor its path ended was judged before and is not in this record.
            "ek.issuer": certificate.issuer.description,
            "ek.certificate.notBefore": Recorder.time(certificate.validity.notBefore),
            "ek.certificate.leniency": certificate.leniency.description,
            "ak.name": attestationKeyName,
            "ak.attributes": "0x" + String(attestationKey.objectAttributes.rawValue, radix: 16),
            "ak.certificate.sha256": Recorder.sha256(attestationCertificate),
        ]
    }
}

extension EnrolmentClaim {
    /// The most octets of one field, and the most intermediates.
    static let limits = (field: 16_384, intermediates: 16, text: 64)

    init(_ request: EnrolmentRequest) throws {
        let fields =
            [request.endorsementCertificate, request.endorsementKey, request.attestationKey] + request.intermediates
        guard fields.allSatisfy({ $0.count <= Self.limits.field }),
            request.intermediates.count <= Self.limits.intermediates
        else { throw BedplateError(.malformed, "the enrolment has a field that is too long") }
        for text in [request.manufacturer, request.model] {
            guard text.utf8.count <= Self.limits.text,
                text.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) })
            else {
                throw BedplateError(
                    .malformed,
                    "manufacturer and model are at most \(Self.limits.text) printable octets"
                )
            }
        }
        self.init(
            endorsementCertificate: [UInt8](request.endorsementCertificate),
            intermediates: request.intermediates.map { [UInt8]($0) },
            endorsementKey: [UInt8](request.endorsementKey),
            attestationKey: [UInt8](request.attestationKey),
            manufacturer: request.manufacturer,
            model: request.model,
            firmwareVersion: request.firmwareVersion
        )
    }
}

extension Device {
    /// The device as it will be stored once its credential comes back; the certificate is issued then.
    init(_ candidate: EnrolmentCandidate, name: String, at time: Date) throws {
        self.init(
            id: Identifier.random(Identifier.device),
            name: name,
            state: .enrolled,
            root: candidate.root,
            endorsementKey: candidate.endorsementFingerprint,
            endorsementCertificate: candidate.certificate.certificate.der,
            attestationKeyName: Hexadecimal.encode(candidate.attestationKeyName),
            attestationKey: try candidate.attestationKey.serialized(),
            attestationCertificate: [],
            clock: nil,
            enrolledAt: time
        )
    }
}
