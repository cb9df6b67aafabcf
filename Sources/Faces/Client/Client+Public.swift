public import API

/// What anybody may ask.
extension Client {
    public func describe() async throws -> ServiceDescription { try await send(.get, ["v1", "service"]) }

    /// The ledger's newest checkpoint: a C2SP signed note.
    public func checkpoint() async throws -> String {
        String(decoding: try await call(.get, ["v1", "ledger", "checkpoint"]), as: UTF8.self)
    }
}
