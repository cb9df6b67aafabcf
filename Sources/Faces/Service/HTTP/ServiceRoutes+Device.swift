internal import API
internal import HTTPTypes
internal import Hummingbird
internal import Identity
internal import Logging
internal import Model

extension ServiceRoutes {
    /// What a device asks: no token; each request is authenticated by what it proves.
    func addDevice(to router: Router<RequestScope>) {
        router.post("v1/enrolments") { request, context in
            let begin = BeginEnrolment(
                recorder: recorder,
                allowsNewDevices: allowsNewDevices,
                lifetime: enrolmentLifetime,
                logger: context.logger
            )
            return try Response.json(
                await begin(try await request.json(EnrolmentMessage.self, atMost: BodyLimit.enrolment)),
                status: .created
            )
        }
        router.post("v1/enrolments/:id") { request, context in
            let finish = FinishEnrolment(
                recorder: recorder,
                authority: keys.authority,
                allowsNewDevices: allowsNewDevices,
                logger: context.logger
            )
            return try Response.json(
                await finish(
                    try await request.json(EnrolmentProof.self, atMost: BodyLimit.small),
                    enrolment: try context.identifier("id")
                )
            )
        }
        router.post("v1/devices/:id/nonces") { request, context in
            let grant = GrantNonce(recorder: recorder, key: keys.nonce, lifetime: nonceLifetime)
            return try Response.json(
                await grant(
                    try await request.json(NonceRequest.self, atMost: BodyLimit.small),
                    device: try context.identifier("id")
                )
            )
        }
        router.post("v1/devices/:id/attestations") { request, context in
            var phases = PhaseClock()
            let message = try await request.json(EvidenceMessage.self, atMost: BodyLimit.attestation)
            phases.end("receive")
            let appraise = AppraiseAttestation(
                recorder: recorder,
                nonceKey: keys.nonce,
                resultSigner: keys.result,
                nonceLifetime: nonceLifetime,
                resultLifetime: resultLifetime,
                release: ReleaseSecret(recorder: recorder, vault: keys.vault),
                logger: context.logger
            )
            let answer = try await appraise(message, device: try context.identifier("id"), phases: &phases)
            var response = try Response.json(answer)
            phases.end("encode")
            if let name = HTTPField.Name("Server-Timing") { response.headers[name] = phases.header }
            return response
        }
    }
}

extension RequestScope {
    /// A part of the path, percent-decoded by the router; what no identifier or name could be finds nothing.
    func identifier(_ name: String) throws -> String {
        let text = try parameters.require(name)
        guard (1...128).contains(text.utf8.count), text.unicodeScalars.allSatisfy({ (0x21...0x7E).contains($0.value) })
        else {
            throw BedplateError(.notFound, "there is nothing of this name")
        }
        return text
    }
}
