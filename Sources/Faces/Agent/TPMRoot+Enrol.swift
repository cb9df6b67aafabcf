public import API
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import TPM2
internal import TPMTransport
internal import Terminal
internal import Wire

extension TPMRoot {
    /// What the TPM shows of itself, its endorsement key verified before any session is salted to it.
    public func introduce(
        _ name: String,
        pinned: AgentState.Identity?,
        in state: AgentState
    ) throws -> Introduction {
        Terminal.progress("reading the TPM's endorsement, making its attestation key")
        let wanted = try template(enrolment.endorsement ?? pinned?.endorsementTemplate)
        let anchors = try enrolment.anchors.flatMap { try CertificateFiles.read($0, allowing: Self.anchorLeniency) }
        guard pinned != nil || !anchors.isEmpty else {
            throw BedplateError(
                .malformed,
                "nothing says which makers' TPMs are genuine",
                hint: "give the maker's CA certificates: --anchors FILE or --anchors DIRECTORY"
            )
        }
        let tpm = try address.open()
        return try tpm.scoped {
            let root = try tpm.identity()
            let endorsement = try Endorsement.find(in: tpm, only: wanted)
            let key = try tpm.createPrimary(in: .endorsement, endorsement.template.template())
            let keyName = Hexadecimal.encode(key.name)
            var intermediates: [Certificate] = []
            if anchors.isEmpty {
                guard keyName == pinned?.endorsementKeyName else {
                    throw BedplateError(
                        .refused,
                        "the endorsement key is not the one that is pinned in '\(state.directory)'",
                        hint: "for another TPM give another --state, or --anchors to verify this one"
                    )
                }
            } else {
                intermediates = try endorsement.verify(key.public, anchors: anchors, at: Date())
            }
            return try tpm.trusted(by: key) { trusted in
                let attestation = try trusted.createPrimary(in: .endorsement, enrolment.attestation.publicArea)
                return Introduction(
                    message: .tpm(
                        EnrolmentRequest(
                            name: name,
                            endorsementCertificate: Data(endorsement.octets),
                            intermediates: intermediates.map { Data($0.der) },
                            endorsementKey: Data(try key.public.serialized()),
                            attestationKey: Data(try attestation.public.serialized()),
                            manufacturer: root.manufacturer,
                            model: root.model,
                            firmwareVersion: root.firmwareVersion
                        )
                    ),
                    pins: AgentState.Pins(
                        endorsementTemplate: endorsement.template.rawValue,
                        endorsementKeyName: keyName,
                        attestationTemplate: enrolment.attestation.rawValue,
                        attestationKeyName: Hexadecimal.encode(attestation.name)
                    )
                )
            }
        }
    }

    /// Makers' own CAs deviate in known ways; the EK certificate itself is read strictly.
    private static let anchorLeniency: Leniency = [.unsortedName, .explicitDefault]

    private func template(_ name: String?) throws -> EndorsementKeyTemplate? {
        guard let name else { return nil }
        guard let template = EndorsementKeyTemplate(rawValue: name) else {
            throw BedplateError(
                .malformed,
                "unknown endorsement key template '\(name)'",
                hint: "known are: " + EndorsementKeyTemplate.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        return template
    }

    /// HMAC-SHA-256 under the credential over what the enrolment is about; the credential itself goes nowhere.
    public func prove(_ challenge: EnrolmentChallengeMessage, _ pins: AgentState.Pins) throws -> [UInt8] {
        guard case .tpm(let challenge) = challenge else {
            throw BedplateError(.refused, "the service asks for something that no TPM can do")
        }
        Terminal.progress("activating the credential in the TPM")
        guard let template = EndorsementKeyTemplate(rawValue: pins.endorsementTemplate) else {
            throw BedplateError(.corrupt, "unknown endorsement key")
        }
        let tpm = try address.open()
        return try tpm.scoped {
            let key = try tpm.createPrimary(in: .endorsement, template.template())
            guard Hexadecimal.encode(key.name) == pins.endorsementKeyName else {
                throw BedplateError(.refused, "the TPM's endorsement key changed during enrolment")
            }
            return try tpm.trusted(by: key) { trusted in
                let attestation = try attestationKey(pins, trusted)
                let policy = try tpm.startSession(.policy, hash: template.nameAlg, symmetric: .null)
                try tpm.satisfy(template.policy(), in: policy)
                let credential = try trusted.execute(
                    ActivateCredential(
                        activateHandle: attestation.entity,
                        keyHandle: key.entity,
                        credentialBlob: Sized(try IDObject([UInt8](challenge.credentialBlob))),
                        secret: Buffer([UInt8](challenge.encryptedSecret))
                    ),
                    auth: .hmac(trusted.session),
                    .policy(policy)
                ).certInfo.bytes
                let subject = [UInt8]("bedplate enrolment v1\0\(challenge.enrolment)\0".utf8)
                return try HashAlgorithm.sha256.hmac(key: credential, subject, attestation.name)
            }
        }
    }
}
