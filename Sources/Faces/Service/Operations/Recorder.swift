internal import Attestation
internal import Digests
internal import Foundation
internal import Model
internal import Wire

/// What every operation works on: the tenant's store, the clock, and the form in which evidence is recorded.
struct Recorder: Sendable {
    var store: any Store
    var tenant: Tenant
    var now: @Sendable () -> Date
    /// Told after each commit that appended to the ledger.
    var noteCommit: @Sendable () -> Void
    private let policies = ParsedDocuments { try AppraisalPolicy(json: $0) }
    private let references = ParsedDocuments { try ReferenceValues(json: $0) }

    init(
        store: any Store,
        tenant: Tenant,
        now: @escaping @Sendable () -> Date = { Date() },
        noteCommit: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.tenant = tenant
        self.now = now
        self.noteCommit = noteCommit
    }

    /// State and its evidence, together or not at all.
    func commit(_ changes: [Change], _ evidence: [EvidenceRecord]) async throws {
        try await store.commit(changes, evidence: evidence, tenant: tenant)
        if !evidence.isEmpty { noteCommit() }
    }

    /// The newest policy of that name; nil when there is none.
    func policy(named name: String) async throws -> ParsedDocument<AppraisalPolicy>? {
        guard name.utf8.count <= 64 else { return nil }
        return try await store.document(.policy, named: name, version: nil, tenant: tenant).map(policies.parsed)
    }

    /// The newest reference values of that name; nil when there are none.
    func reference(named name: String) async throws -> ParsedDocument<ReferenceValues>? {
        try await store.document(.reference, named: name, version: nil, tenant: tenant).map(references.parsed)
    }

    func record(
        _ kind: String,
        _ evidenceClass: EvidenceRecord.Class,
        _ polarity: EvidenceRecord.Polarity = .supports,
        about device: Device? = nil,
        simulated: Bool,
        raw: [UInt8]? = nil,
        _ fields: [String: String]
    ) -> EvidenceRecord {
        EvidenceRecord(
            kind: kind,
            class: evidenceClass,
            polarity: polarity,
            subject: EvidenceRecord.Subject(
                device: device?.id,
                part: device.map { "\($0.root.manufacturer) \($0.root.model)" },
                role: device == nil ? nil : .report
            ),
            collector: EvidenceRecord.Collector(tool: "bedplate", version: BedplateService.version),
            rawSHA256: raw.map(Self.sha256),
            fields: fields,
            collectedAt: now(),
            simulated: simulated
        )
    }

    /// Hexadecimal.
    static func sha256(_ octets: [UInt8]) -> String {
        (try? HashAlgorithm.sha256.digest(octets)).map(Hexadecimal.encode) ?? ""
    }

    /// RFC 3339, to the second.
    static func time(_ date: Date) -> String { date.formatted(.iso8601) }
}
