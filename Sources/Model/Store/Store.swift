/// What Bedplate remembers. One verb writes, and writes all or nothing; state and the evidence of it are one commit,
/// so that after a crash neither exists without the other. Look-ups are indexed; none reads the whole fleet.
public protocol Store: LedgerStore {
    /// Applies the changes in order and appends the records to the tenant's ledger, in one durable transaction.
    ///
    /// - Throws: ``BedplateError`` with ``BedplateError/Code/conflict`` when a change's condition does not hold.
    @discardableResult
    func commit(_ changes: [Change], evidence: [EvidenceRecord], tenant: Tenant) async throws -> [Receipt]

    func anchors(tenant: Tenant) async throws -> [Anchor]
    func device(id: String, tenant: Tenant) async throws -> Device?
    func device(named name: String, tenant: Tenant) async throws -> Device?
    /// The device of *any* tenant that holds the endorsement key or the attestation key: for the operator's log only.
    func holder(endorsementKey: String, attestationKeyName: String) async throws -> (tenant: Tenant, device: Device)?
    /// Devices in the order of their identifiers, after `id`, at most `limit`.
    func devices(after id: String?, limit: Int, tenant: Tenant) async throws -> [Device]
    func enrolment(id: String, tenant: Tenant) async throws -> Enrolment?
    func outcome(device: String, tenant: Tenant) async throws -> AttestationOutcome?
    /// The newest version, or the given one.
    func document(_ kind: Document.Kind, named name: String, version: Int?, tenant: Tenant) async throws -> Document?
    /// The newest version of each name.
    func documents(_ kind: Document.Kind, tenant: Tenant) async throws -> [Document]
    func secret(named name: String, tenant: Tenant) async throws -> StoredSecret?
    func secretNames(tenant: Tenant) async throws -> [String]
    /// The records about a device, oldest first.
    func evidence(device: String, tenant: Tenant) async throws -> [EvidenceRecord]
    /// The ledger's entries about a boot image, by its SHA-256 in hexadecimal, oldest first.
    func entries(image: String, tenant: Tenant) async throws -> [(index: UInt64, record: EvidenceRecord)]
}
