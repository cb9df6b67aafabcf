public import API

/// What a device asks. No token: each request is authenticated by what it proves.
extension Client {
    public func enrol(_ request: EnrolmentMessage) async throws -> EnrolmentChallengeMessage {
        try await send(.post, ["v1", "enrolments"], json: request)
    }

    public func prove(_ proof: EnrolmentProof, enrolment: String) async throws -> EnrolmentGrant {
        try await send(.post, ["v1", "enrolments", enrolment], json: proof)
    }

    public func nonce(_ request: NonceRequest, device: String) async throws -> NonceGrant {
        try await send(.post, ["v1", "devices", device, "nonces"], json: request)
    }

    public func attest(_ evidence: EvidenceMessage, device: String) async throws -> AttestationAnswer {
        try await send(.post, ["v1", "devices", device, "attestations"], json: evidence)
    }
}
