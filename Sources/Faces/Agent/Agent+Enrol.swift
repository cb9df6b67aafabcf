public import API
internal import Client
internal import Foundation
internal import Model
internal import Terminal

extension Agent {
    /// What an enrolment needs to be told, whatever the root is.
    public struct EnrolmentOptions: Sendable {
        public var service: String
        public var name: String
        public var policy: String?
        /// The service's key for results; nil to believe the key that the service shows at the first enrolment.
        public var serviceKey: JSONWebKey?

        public init(service: String, name: String, policy: String?, serviceKey: JSONWebKey? = nil) {
            self.service = service
            self.name = name
            self.policy = policy
            self.serviceKey = serviceKey
        }
    }

    /// Introduces the root to the service, and proves that it has its keys. Can be run again at any time: the same root
    /// gets the same identity.
    public func enrol(_ options: EnrolmentOptions) async throws -> AgentState.Identity {
        let pinned = try state.identity()
        guard pinned.map({ $0.root == type(of: root).name }) ?? true else {
            throw BedplateError(
                .refused,
                "the identity in '\(state.directory)' is of another kind of root",
                hint: "give another --state"
            )
        }
        let service = try ServiceAddress(options.service)
        let introduction = try root.introduce(options.name, pinned: pinned, in: state)
        return try await Client.connected(to: service) { client in
            let resultKey = try pin(try await client.describe().resultKey, of: service, options, pinned)
            Terminal.progress("asking \(service.url) for a challenge")
            let challenge = try await client.enrol(introduction.message)
            let proof = try root.prove(challenge, introduction.pins)
            let grant = try await client.prove(EnrolmentProof(proof: Data(proof)), enrolment: challenge.enrolment)
            let pins = introduction.pins
            let identity = AgentState.Identity(
                device: grant.device,
                name: options.name,
                service: options.service,
                root: type(of: root).name,
                endorsementTemplate: pins.endorsementTemplate,
                endorsementKeyName: pins.endorsementKeyName,
                attestationTemplate: pins.attestationTemplate,
                attestationKeyName: pins.attestationKeyName,
                policy: options.policy ?? pinned?.policy,
                resultKey: resultKey
            )
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
}
