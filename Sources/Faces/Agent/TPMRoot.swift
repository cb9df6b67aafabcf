public import API
internal import Digests
internal import Files
internal import Foundation
internal import Model
internal import PKIX
internal import TPM2
public import TPMTransport
internal import Terminal
internal import Wire

/// A TPM, in the agent's hands.
///
/// The conversation with the TPM never spans a call to the service: each part loads what it needs and flushes it, so
/// that a service that does not answer leaves nothing loaded. Every session is salted to the endorsement key, verified
/// against its certificate at enrolment and pinned by Name from then on.
public struct TPMRoot: AgentRoot {
    let address: TPMAddress
    /// How it is enrolled; of no meaning to a device that is.
    let enrolment: Enrolment
    /// The TCG event log's file; nil for none.
    let log: String?

    /// What the enrolment of a TPM needs to be told.
    public struct Enrolment: Sendable {
        /// Files or directories with the maker's CA certificates; may be empty once a key is pinned.
        public var anchors: [String]
        public var attestation: AttestationTemplate
        /// `l1`, `h3` and so on; nil for the first that has a certificate.
        public var endorsement: String?

        public init(anchors: [String] = [], attestation: AttestationTemplate = .p256, endorsement: String? = nil) {
            self.anchors = anchors
            self.attestation = attestation
            self.endorsement = endorsement
        }
    }

    public init(_ address: TPMAddress, enrolment: Enrolment = Enrolment(), log: String? = nil) {
        self.address = address
        self.enrolment = enrolment
        self.log = log
    }

    public static var name: RootName? { nil }

    /// The endorsement key, remade and checked against the pin; with it, a session that can be believed.
    func trusted<Result>(
        _ identity: AgentState.Identity,
        _ body: (TrustedSession) throws -> Result
    ) throws -> Result {
        guard let template = EndorsementKeyTemplate(rawValue: identity.endorsementTemplate) else {
            throw BedplateError(.corrupt, "unknown endorsement key '\(identity.endorsementTemplate)' in the state")
        }
        let tpm = try address.open()
        return try tpm.scoped {
            try tpm.checkSelfTest()
            let key = try tpm.createPrimary(in: .endorsement, template.template())
            guard Hexadecimal.encode(key.name) == identity.endorsementKeyName else {
                throw BedplateError(
                    .refused,
                    "this is not the TPM that was enrolled: its endorsement key is another",
                    hint: "was the TPM replaced, or its endorsement seed changed? enroll again into a new --state"
                )
            }
            return try tpm.trusted(by: key, body)
        }
    }

    /// The attestation key, remade and checked against what was certified.
    func attestationKey(_ identity: AgentState.Pins, _ trusted: TrustedSession) throws -> LoadedObject {
        guard let template = AttestationTemplate(rawValue: identity.attestationTemplate) else {
            throw BedplateError(.corrupt, "unknown attestation key '\(identity.attestationTemplate)' in the state")
        }
        let key = try trusted.createPrimary(in: .endorsement, template.publicArea)
        guard Hexadecimal.encode(key.name) == identity.attestationKeyName else {
            throw BedplateError(.refused, "the TPM's attestation key is not the one that was certified")
        }
        return key
    }
}
