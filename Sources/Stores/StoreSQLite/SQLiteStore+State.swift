internal import GRDB
internal import Ledger
public import Model

extension SQLiteStore {
    public func anchors(tenant: Tenant) async throws -> [Anchor] {
        try reading { db in try db.rows(.anchors, [tenant.rawValue]).map(Anchor.init) }
    }

    public func device(id: String, tenant: Tenant) async throws -> Device? {
        try reading { db in try db.row(.deviceByID, [tenant.rawValue, id]).map(Device.init) }
    }

    public func device(named name: String, tenant: Tenant) async throws -> Device? {
        try reading { db in try db.row(.deviceByName, [tenant.rawValue, name]).map(Device.init) }
    }

    public func holder(
        endorsementKey: String,
        attestationKeyName: String
    ) async throws -> (tenant: Tenant, device: Device)? {
        try reading { db in
            let row =
                try db.row(.deviceByEndorsementKey, [endorsementKey])
                ?? db.row(.deviceByAttestationKey, [attestationKeyName])
            return try row.map { (Tenant(try $0.value("tenant", as: String.self)), try Device($0)) }
        }
    }

    public func devices(after id: String?, limit: Int, tenant: Tenant) async throws -> [Device] {
        // No identifier is empty or negative in number: a negative LIMIT would mean all.
        guard limit > 0 else { return [] }
        return try reading { db in
            try db.rows(.devices, [tenant.rawValue, id ?? "", limit]).map(Device.init)
        }
    }

    public func enrolment(id: String, tenant: Tenant) async throws -> Enrolment? {
        try reading { db in try db.row(.enrolment, [tenant.rawValue, id]).map(Enrolment.init) }
    }

    public func outcome(device: String, tenant: Tenant) async throws -> AttestationOutcome? {
        try reading { db in try db.row(.outcome, [tenant.rawValue, device]).map(AttestationOutcome.init) }
    }

    public func document(
        _ kind: Document.Kind,
        named name: String,
        version: Int?,
        tenant: Tenant
    ) async throws -> Document? {
        try reading { db in
            guard let version = try version ?? Self.newestVersion(kind, name, tenant.rawValue, in: db) else {
                return nil
            }
            return try db.row(.document, [tenant.rawValue, kind.rawValue, name, version]).map(Document.init)
        }
    }

    public func documents(_ kind: Document.Kind, tenant: Tenant) async throws -> [Document] {
        try reading { db in
            try db.rows(.newestDocuments, [tenant.rawValue, kind.rawValue]).map(Document.init)
        }
    }

    public func secret(named name: String, tenant: Tenant) async throws -> StoredSecret? {
        try reading { db in try db.row(.secret, [tenant.rawValue, name]).map(StoredSecret.init) }
    }

    public func secretNames(tenant: Tenant) async throws -> [String] {
        try reading { db in try db.rows(.secretNames, [tenant.rawValue]).map { try $0.value("name") } }
    }

    public func evidence(device: String, tenant: Tenant) async throws -> [EvidenceRecord] {
        try entries(of: EvidenceRecord.Subject(device: device), tenant).map(\.record)
    }

    public func entries(image: String, tenant: Tenant) async throws -> [(index: UInt64, record: EvidenceRecord)] {
        try entries(of: EvidenceRecord.Subject(image: image), tenant)
    }

    private func entries(
        of subject: EvidenceRecord.Subject,
        _ tenant: Tenant
    ) throws -> [(index: UInt64, record: EvidenceRecord)] {
        let leaves = try reading { db in
            try db.rows(.leavesOfPlace, [tenant.rawValue, subject.place]).map { row in
                (position: try row.value("position", as: Int64.self), leaf: try row.bytes("leaf"))
            }
        }
        return try leaves.map { position, leaf in
            guard let index = UInt64(exactly: position), let record = try? EvidenceRecord(canonicalBytes: leaf),
                record.subject.place == subject.place
            else {
                throw BedplateError(.corrupt, "a ledger entry is filed under a subject that it is not about")
            }
            return (index, record)
        }
    }

    static func newestVersion(_ kind: Document.Kind, _ name: String, _ tenant: String, in db: Database) throws -> Int? {
        try db.row(.newestVersion, [tenant, kind.rawValue, name])?.optional("max(version)")
    }
}
