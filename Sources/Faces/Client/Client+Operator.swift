public import API
internal import Foundation
public import Model

/// What an operator asks, with the token.
extension Client {
    // MARK: Devices

    /// Devices in the order of their identifiers.
    public func devices(after id: String? = nil, limit: Int = 100) async throws -> [DeviceMessage] {
        var query = [("limit", String(limit))]
        if let id { query.append(("after", id)) }
        return try await send(.get, ["v1", "devices"], query: query, asOperator: true)
    }

    /// - Parameter device: identifier or name.
    public func device(_ device: String) async throws -> DeviceMessage {
        try await send(.get, ["v1", "devices", device], asOperator: true)
    }

    public func retire(_ device: String) async throws {
        _ = try await call(.post, ["v1", "devices", device, "retire"], asOperator: true)
    }

    /// Accepts that the device's counters start again.
    public func resetClock(of device: String) async throws {
        _ = try await call(.post, ["v1", "devices", device, "reset-clock"], asOperator: true)
    }

    public func evidence(of device: String) async throws -> [EvidenceRecord] {
        try await send(.get, ["v1", "devices", device, "evidence"], asOperator: true)
    }

    public func lastOutcome(of device: String) async throws -> OutcomeMessage {
        try await send(.get, ["v1", "devices", device, "attestation"], asOperator: true)
    }

    /// What the device booted, by its last evidence if that quote verified.
    public func lastBoot(of device: String) async throws -> BootMessage {
        try await send(.get, ["v1", "devices", device, "boot"], asOperator: true)
    }

    // MARK: Anchors

    public func anchors() async throws -> [AnchorMessage] { try await send(.get, ["v1", "anchors"], asOperator: true) }

    /// - Parameter certificate: DER.
    public func addAnchor(_ certificate: [UInt8], simulated: Bool) async throws -> AnchorMessage {
        let request = AnchorRequest(certificate: Data(certificate), simulated: simulated)
        return try await send(.post, ["v1", "anchors"], json: request, asOperator: true)
    }

    public func removeAnchor(_ fingerprint: String) async throws {
        _ = try await call(.delete, ["v1", "anchors", fingerprint], asOperator: true)
    }

    // MARK: Documents

    public func documents(_ kind: Document.Kind) async throws -> [DocumentMessage] {
        try await send(.get, ["v1", "documents", kind.rawValue], asOperator: true)
    }

    /// The document's bytes, as they were given.
    public func document(_ kind: Document.Kind, named name: String) async throws -> [UInt8] {
        try await call(.get, ["v1", "documents", kind.rawValue, name], asOperator: true)
    }

    public func putDocument(_ kind: Document.Kind, named name: String, _ content: [UInt8]) async throws
        -> DocumentMessage
    {
        try Self.decode(
            try await call(.put, ["v1", "documents", kind.rawValue, name], body: content, asOperator: true)
        )
    }

    /// Declares a boot of the device good: learns the reference values `name` from it.
    ///
    /// - Parameter quote: ``BootMessage/quote`` of the boot that was looked at; nil for the last one, whatever it is.
    public func learn(_ name: String, from device: String, quote: String? = nil) async throws -> DocumentMessage {
        var wanted = quote
        if wanted == nil { wanted = try await lastBoot(of: device).quote }
        return try await send(
            .post,
            ["v1", "references", name, "learn"],
            json: LearnRequest(device: device, quote: wanted ?? ""),
            asOperator: true
        )
    }

    // MARK: Secrets

    public func secretNames() async throws -> [String] { try await send(.get, ["v1", "secrets"], asOperator: true) }

    public func putSecret(_ secret: [UInt8], named name: String, policy: String) async throws {
        _ = try await call(
            .put,
            ["v1", "secrets", name],
            query: [("policy", policy)],
            body: secret,
            type: "application/octet-stream",
            asOperator: true
        )
    }

    public func removeSecret(_ name: String) async throws {
        _ = try await call(.delete, ["v1", "secrets", name], asOperator: true)
    }

    // MARK: The ledger

    public func ledgerEntry(_ index: UInt64) async throws -> LedgerEntryMessage {
        try await send(.get, ["v1", "ledger", "entries", String(index)], asOperator: true)
    }

    public func ledgerConsistency(from: UInt64, to: UInt64) async throws -> LedgerConsistencyMessage {
        try await send(
            .get,
            ["v1", "ledger", "consistency"],
            query: [("from", String(from)), ("to", String(to))],
            asOperator: true
        )
    }
}
