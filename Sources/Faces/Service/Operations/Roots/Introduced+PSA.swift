internal import API
internal import Attestation
internal import Digests
internal import Foundation
internal import Identity
internal import Model
internal import PKIX
internal import PSAToken
internal import Wire

extension Introduced {
    /// A PSA root: its maker's certificate of the instance key, and a nonce that a token must answer.
    init(_ request: InstanceEnrolmentRequest, anchors: [Anchor], at time: Date) throws {
        let limits = EnrolmentClaim.limits
        guard ([request.instanceCertificate] + request.intermediates).allSatisfy({ $0.count <= limits.field }),
            request.intermediates.count <= limits.intermediates
        else { throw BedplateError(.malformed, "the enrolment has a field that is too long") }
        let outcome = try InstanceJudge(anchors: anchors).judge(
            [UInt8](request.instanceCertificate),
            intermediates: request.intermediates.map { [UInt8]($0) },
            at: time
        )
        guard let candidate = outcome.candidate,
            let instance = TokenVerifier.instance(of: candidate.certificate.publicKey)
        else { throw Refusal(judgement: outcome.judgement) }
        let device = Device(
            id: Identifier.random(Identifier.device),
            name: request.name,
            state: .enrolled,
            root: Root(
                kind: .psa,
                manufacturer: candidate.certificate.issuer.description,
                // Its implementation id, which the token will say.
                model: "",
                firmwareVersion: 0,
                simulated: candidate.isSimulated
            ),
            endorsementKey: candidate.fingerprint,
            endorsementCertificate: candidate.certificate.der,
            attestationKeyName: Hexadecimal.encode(instance),
            attestationKey: candidate.certificate.subjectPublicKeyInfo,
            attestationCertificate: [],
            clock: nil,
            enrolledAt: time
        )
        self.init(device: device) { enrolment in
            // Kept as it is: it is no secret, and good for this one enrolment.
            let nonce = randomOctets(32)
            return (.psa(InstanceEnrolmentChallenge(enrolment: enrolment, nonce: Data(nonce))), nonce)
        }
    }
}

extension Enrolment {
    /// A token by the instance's key over the nonce of this enrolment, of a device that is secured and closed.
    func signed(by proof: EnrolmentProof) throws -> Device {
        var device = candidate
        let outcome = TokenVerifier.verify(
            [UInt8](proof.proof),
            expecting: TokenExpectation(
                nonce: proofDigest,
                key: try candidate.attestationKeyInfo(),
                debug: ComponentPolicy.closed
            )
        )
        guard let claims = outcome.verified?.claims else { throw Refusal(judgement: outcome.judgement) }
        let implementation = Hexadecimal.encode(claims.implementation)
        // A device that is known is the same hardware still.
        guard device.root.model.isEmpty || device.root.model == implementation else {
            throw Refusal(
                judgement: Judgement([
                    Finding(
                        .tokenImplementation,
                        claim: "the implementation is the one that was enrolled",
                        expected: device.root.model,
                        found: implementation
                    )
                ])
            )
        }
        device.root.model = implementation
        if EmulatedImplementation.contains(claims.implementation) { device.root.simulated = true }
        return device
    }
}

extension Device {
    func psaFields() throws -> [String: String] {
        let certificate = try Certificate(der: endorsementCertificate)
        return [
            "instance.sha256": endorsementKey,
            "instance.id": attestationKeyName,
            "instance.issuer": certificate.issuer.description,
            "instance.certificate.notBefore": Recorder.time(certificate.validity.notBefore),
            "implementation": root.model,
            "ak.certificate.sha256": Recorder.sha256(attestationCertificate),
        ]
    }
}
