internal import Foundation
internal import GRDB
internal import Ledger
public import Model

extension SQLiteStore {
    @discardableResult
    public func commit(_ changes: [Change], evidence: [EvidenceRecord], tenant: Tenant) async throws -> [Receipt] {
        let leaves = try evidence.map { LedgerLeaf(bytes: try $0.canonicalBytes(), place: $0.subject.place) }
        let leafHashes = leaves.map { TreeHash(leaf: $0.bytes) }
        let now = now()
        let forgotten = now.addingTimeInterval(-Self.memory)
        return try await writing { db in
            try Self.forget(nonces: forgotten, enrolments: now, tenant, in: db)
            for change in changes { try Self.apply(change, forgotten: forgotten, tenant, in: db) }
            return try Self.append(leaves, leafHashes, tenant, in: db)
        }
    }

    private static func apply(_ change: Change, forgotten: Date, _ tenant: Tenant, in db: Database) throws {
        let changed: Int
        do {
            changed = try run(change, forgotten: forgotten, tenant.rawValue, in: db)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw conflict(change)
        }
        guard changed == 1 else { throw conflict(change) }
    }

    /// Makes one change; returns 1 when its condition held.
    private static func run(_ change: Change, forgotten: Date, _ tenant: String, in db: Database) throws -> Int {
        switch change {
        case .addAnchor(let anchor):
            return try db.run(
                .addAnchor,
                [
                    tenant, anchor.fingerprint, anchor.name, Data(anchor.certificate), anchor.simulated,
                    anchor.addedAt.timeIntervalSinceReferenceDate,
                ]
            )
        case .removeAnchor(let fingerprint):
            return try db.run(.removeAnchor, [tenant, fingerprint])
        case .openEnrolment(let enrolment, let now):
            return try open(enrolment, now: now, tenant, in: db)
        case .closeEnrolment(let id, let now):
            return try db.run(.closeEnrolment, [tenant, id, now.timeIntervalSinceReferenceDate])
        case .insertDevice(let device):
            return try db.run(
                .insertDevice,
                [
                    tenant, device.id, device.name, device.state.rawValue, try JSON.encode(device.root),
                    device.endorsementKey, Data(device.endorsementCertificate), device.attestationKeyName,
                    Data(device.attestationKey), Data(device.attestationCertificate),
                    try device.clock.map(JSON.encode), device.enrolledAt.timeIntervalSinceReferenceDate,
                ]
            )
        case .retireDevice(let id):
            return try db.run(.retireDevice, [tenant, id])
        case .consumeNonce(let nonce, let expires):
            // A nonce that would be forgotten at once could be consumed again.
            guard expires >= forgotten else { return 0 }
            return try db.run(.consumeNonce, [tenant, Data(nonce), expires.timeIntervalSinceReferenceDate])
        case .advanceClock(let device, let from, let to):
            return try db.run(
                .advanceClock,
                [try JSON.encode(to), tenant, device, try from.map(JSON.encode)]
            )
        case .resetClock(let device):
            return try db.run(.resetClock, [tenant, device])
        case .recordOutcome(let outcome):
            return try db.run(
                .recordOutcome,
                [
                    tenant, outcome.device, outcome.affirming, outcome.result, outcome.evidence.map { Data($0) },
                    outcome.at.timeIntervalSinceReferenceDate,
                ]
            )
        case .putDocument(let document):
            let newest: Int = try newestVersion(document.kind, document.name, tenant, in: db) ?? 0
            guard document.version == newest + 1 else { return 0 }
            return try db.run(
                .putDocument,
                [
                    tenant, document.kind.rawValue, document.name, document.version, Data(document.content),
                    document.storedAt.timeIntervalSinceReferenceDate,
                ]
            )
        case .putSecret(let secret):
            return try db.run(
                .putSecret,
                [
                    tenant, secret.name, Data(secret.sealed), secret.policy,
                    secret.storedAt.timeIntervalSinceReferenceDate,
                ]
            )
        case .removeSecret(let name):
            return try db.run(.removeSecret, [tenant, name])
        }
    }

    /// Counts and inserts under the one write lock that a commit holds: two at once cannot both take the last place.
    private static func open(_ enrolment: Enrolment, now: Date, _ tenant: String, in db: Database) throws -> Int {
        let key = enrolment.candidate.endorsementKey
        try db.run(.supersedeEnrolments, [tenant, key, Enrolment.mostOpenOfOneKey - 1])
        let beyond: StatementArguments = [tenant, now.timeIntervalSinceReferenceDate, Enrolment.mostOpen - 1]
        guard try db.row(.openEnrolmentBeyond, beyond) == nil else { return 0 }
        return try db.run(
            .openEnrolment,
            [
                tenant, enrolment.id, try JSON.encode(enrolment.candidate), Data(enrolment.proofDigest),
                enrolment.expiresAt.timeIntervalSinceReferenceDate, key,
            ]
        )
    }

    /// Sweeps a bounded number of what expired: a burst of nonces never makes one commit slow.
    ///
    /// A nonce that is forgotten could be used again, so it is kept for a while. An enrolment that is forgotten cannot:
    /// where clocks disagree, its device begins again.
    private static func forget(
        nonces nonceTime: Date,
        enrolments enrolmentTime: Date,
        _ tenant: Tenant,
        in db: Database
    ) throws {
        try db.run(.forgetNonces, [tenant.rawValue, nonceTime.timeIntervalSinceReferenceDate, sweep])
        try db.run(.forgetEnrolments, [tenant.rawValue, enrolmentTime.timeIntervalSinceReferenceDate, sweep])
    }

    private static func append(
        _ leaves: [LedgerLeaf],
        _ leafHashes: [TreeHash],
        _ tenant: Tenant,
        in db: Database
    ) throws -> [Receipt] {
        guard !leaves.isEmpty else { return [] }
        let first = try size(tenant, in: db)
        var tree = TiledTree(size: first) { try tile($0, tenant, in: db) }
        for tile in try tree.append(leafHashes) {
            try db.run(
                .putTile,
                [tenant.rawValue, tile.coordinate.level, Int64(tile.coordinate.index), Data(tile.bytes)]
            )
        }
        var receipts: [Receipt] = []
        for (offset, leaf) in leaves.enumerated() {
            let index = first + UInt64(offset)
            try db.run(.appendLeaf, [tenant.rawValue, Int64(index), leaf.place, Data(leaf.bytes)])
            receipts.append(Receipt(index: index, leafHash: leafHashes[offset].description))
        }
        try db.run(.setLedgerSize, [tenant.rawValue, Int64(tree.size)])
        return receipts
    }

    private static func conflict(_ change: Change) -> BedplateError {
        BedplateError(.conflict, "the change's condition does not hold: \(change.condition)", location: change.name)
    }
}
