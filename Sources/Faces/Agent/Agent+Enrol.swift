public import API
internal import Client
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import TPM2
internal import TPMTransport
internal import Terminal
internal import Wire

extension Agent {
    /// What an enrolment needs to be told.
    public struct EnrolmentOptions: Sendable {
        public var service: String
        public var name: String
        /// Files or directories with the maker's CA certificates; may be empty once a key is pinned.
        public var anchors: [String]
        public var attestation: AttestationTemplate
        /// `l1`, `h3` and so on; nil for the first that has a certificate.
        public var endorsement: String?
        public var policy: String?
        /// The service's key for results; nil to believe the key that the service shows at the first enrolment.
        public var serviceKey: JSONWebKey?

        public init(
            service: String,
            name: String,
            anchors: [String],
            attestation: AttestationTemplate,
            endorsement: String?,
            policy: String?,
            serviceKey: JSONWebKey? = nil
        ) {
            self.service = service
            self.name = name
            self.anchors = anchors
            self.attestation = attestation
            self.endorsement = endorsement
            self.policy = policy
            self.serviceKey = serviceKey
        }
    }

    /// Introduces the TPM to the service, and proves that its keys live in one TPM. Can be run again at any time: the
    /// same TPM gets the same identity.
    public func enrol(_ options: EnrolmentOptions) async throws -> AgentState.Identity {
        let pinned = try state.identity()
        let service = try ServiceAddress(options.service)
        Terminal.progress("reading the TPM's endorsement, making its attestation key")
        let (request, introduced) = try introduce(options, pinned)
        return try await Client.connected(to: service) { client in
            let resultKey = try pin(try await client.describe().resultKey, of: service, options, pinned)
            Terminal.progress("asking \(service.url) for a credential")
            let challenge = try await client.enrol(request)
            Terminal.progress("activating the credential in the TPM")
            let proof = try activate(challenge, introduced)
            let grant = try await client.prove(EnrolmentProof(proof: Data(proof)), enrolment: challenge.enrolment)
            var identity = introduced
            identity.device = grant.device
            identity.resultKey = resultKey
            try state.store(
                identity,
                certificate: [UInt8](grant.attestationCertificate),
                issuer: [UInt8](grant.issuer)
            )
            return identity
        }
    }

    /// The service's key for results, if it is the one that was given or, without one, that was pinned before. Else the
    /// key is believed because nothing is known yet, and that is said.
    private func pin(
        _ shown: JSONWebKey,
        of service: ServiceAddress,
        _ options: EnrolmentOptions,
        _ pinned: AgentState.Identity?
    ) throws -> JSONWebKey {
        guard let key = shown.publicKeyInfo.flatMap({ JSONWebKey($0) }), let fingerprint = key.fingerprint else {
            throw BedplateError(.refused, "the service at \(service.url) shows a key for results that is not on P-256")
        }
        if let given = options.serviceKey {
            guard given == key else {
                throw BedplateError(
                    .refused,
                    "the service at \(service.url) signs with another key than the given one",
                    hint: "another service, or somebody between; `bedplate service key` on its machine prints its key"
                )
            }
            return key
        }
        let known = pinned.flatMap { (try? ServiceAddress($0.service)) == service ? $0.resultKey : nil }
        guard let known else {
            Terminal.note("the service's key is trusted on first use: SHA-256 \(fingerprint)")
            return key
        }
        guard known == key else {
            throw BedplateError(
                .refused,
                "the service signs with another key than the one that is pinned in '\(state.directory)'",
                hint: "if its keys were replaced, give the new one: --service-key FILE"
            )
        }
        return key
    }

    /// What the TPM shows of itself, its endorsement key verified before any session is salted to it.
    private func introduce(
        _ options: EnrolmentOptions,
        _ pinned: AgentState.Identity?
    ) throws -> (EnrolmentRequest, AgentState.Identity) {
        let wanted = try template(options.endorsement ?? pinned?.endorsementTemplate)
        let anchors = try options.anchors.flatMap { try CertificateFiles.read($0, allowing: Self.anchorLeniency) }
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
            let name = Hexadecimal.encode(key.name)
            var intermediates: [Certificate] = []
            if anchors.isEmpty {
                guard name == pinned?.endorsementKeyName else {
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
                let attestation = try trusted.createPrimary(in: .endorsement, options.attestation.publicArea)
                let request = EnrolmentRequest(
                    name: options.name,
                    endorsementCertificate: Data(endorsement.octets),
                    intermediates: intermediates.map { Data($0.der) },
                    endorsementKey: Data(try key.public.serialized()),
                    attestationKey: Data(try attestation.public.serialized()),
                    manufacturer: root.manufacturer,
                    model: root.model,
                    firmwareVersion: root.firmwareVersion
                )
                let identity = AgentState.Identity(
                    device: "",
                    name: options.name,
                    service: options.service,
                    endorsementTemplate: endorsement.template.rawValue,
                    endorsementKeyName: name,
                    attestationTemplate: options.attestation.rawValue,
                    attestationKeyName: Hexadecimal.encode(attestation.name),
                    policy: options.policy ?? pinned?.policy
                )
                return (request, identity)
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
    private func activate(_ challenge: EnrolmentChallenge, _ identity: AgentState.Identity) throws -> [UInt8] {
        guard let template = EndorsementKeyTemplate(rawValue: identity.endorsementTemplate) else {
            throw BedplateError(.corrupt, "unknown endorsement key")
        }
        let tpm = try address.open()
        return try tpm.scoped {
            let key = try tpm.createPrimary(in: .endorsement, template.template())
            guard Hexadecimal.encode(key.name) == identity.endorsementKeyName else {
                throw BedplateError(.refused, "the TPM's endorsement key changed during enrolment")
            }
            return try tpm.trusted(by: key) { trusted in
                let attestation = try attestationKey(identity, trusted)
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
