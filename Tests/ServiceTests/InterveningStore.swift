import Model
import StoreSQLite

/// A store in which something happens at the worst moment: just before a commit, as if another process did it. Tells of
/// each checkpoint that is stored.
struct InterveningStore: Store {
    let base: SQLiteStore
    var beforeCommit: @Sendable (SQLiteStore, [Change]) async throws -> Void = { _, _ in }
    var onCheckpoint: @Sendable () -> Void = {}

    @discardableResult
    func commit(_ changes: [Change], evidence: [EvidenceRecord], tenant: Tenant) async throws -> [Receipt] {
        try await beforeCommit(base, changes)
        return try await base.commit(changes, evidence: evidence, tenant: tenant)
    }

    func putCheckpoint(_ note: String, size: UInt64, tenant: Tenant) async throws {
        try await base.putCheckpoint(note, size: size, tenant: tenant)
        onCheckpoint()
    }

    func anchors(tenant: Tenant) async throws -> [Anchor] { try await base.anchors(tenant: tenant) }
    func device(id: String, tenant: Tenant) async throws -> Device? { try await base.device(id: id, tenant: tenant) }
    func device(named name: String, tenant: Tenant) async throws -> Device? {
        try await base.device(named: name, tenant: tenant)
    }
    func holder(endorsementKey: String, attestationKeyName: String) async throws -> (tenant: Tenant, device: Device)? {
        try await base.holder(endorsementKey: endorsementKey, attestationKeyName: attestationKeyName)
    }
    func devices(after id: String?, limit: Int, tenant: Tenant) async throws -> [Device] {
        try await base.devices(after: id, limit: limit, tenant: tenant)
    }
    func enrolment(id: String, tenant: Tenant) async throws -> Enrolment? {
        try await base.enrolment(id: id, tenant: tenant)
    }
    func outcome(device: String, tenant: Tenant) async throws -> AttestationOutcome? {
        try await base.outcome(device: device, tenant: tenant)
    }
    func document(_ kind: Document.Kind, named name: String, version: Int?, tenant: Tenant) async throws -> Document? {
        try await base.document(kind, named: name, version: version, tenant: tenant)
    }
    func documents(_ kind: Document.Kind, tenant: Tenant) async throws -> [Document] {
        try await base.documents(kind, tenant: tenant)
    }
    func secret(named name: String, tenant: Tenant) async throws -> StoredSecret? {
        try await base.secret(named: name, tenant: tenant)
    }
    func secretNames(tenant: Tenant) async throws -> [String] { try await base.secretNames(tenant: tenant) }
    func entries(image: String, tenant: Tenant) async throws -> [(index: UInt64, record: EvidenceRecord)] {
        try await base.entries(image: image, tenant: tenant)
    }
    func evidence(device: String, tenant: Tenant) async throws -> [EvidenceRecord] {
        try await base.evidence(device: device, tenant: tenant)
    }
    func ledgerSize(tenant: Tenant) async throws -> UInt64 { try await base.ledgerSize(tenant: tenant) }
    func leaves(_ range: Range<UInt64>, tenant: Tenant) async throws -> [LedgerLeaf] {
        try await base.leaves(range, tenant: tenant)
    }
    func tile(level: Int, index: UInt64, tenant: Tenant) async throws -> [UInt8]? {
        try await base.tile(level: level, index: index, tenant: tenant)
    }
    func checkpoint(tenant: Tenant) async throws -> String? { try await base.checkpoint(tenant: tenant) }
}
