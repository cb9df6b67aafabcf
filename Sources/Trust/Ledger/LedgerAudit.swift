public import Model

/// Checks a whole ledger again, offline: every entry, every tile, every root, and what was signed about them.
///
/// Reads each entry and tile once, 256 entries at a time; memory does not grow with the ledger. Names the entry where
/// entry and tile disagree. Finds every edit, reorder, removal and truncation of what a checkpoint covers. Entries and
/// tiles rewritten together show only against a signed checkpoint; if the stored one was removed, or its key stolen,
/// only against one that the verifier kept: see ``init(key:since:)``. What no checkpoint covers is said as a note.
public struct LedgerAudit: Sendable {
    /// Told after each tile: entries checked, entries in all.
    public typealias Progress = @Sendable (_ checked: UInt64, _ of: UInt64) -> Void

    private let key: NoteVerifierKey
    private let kept: [String]

    /// - Parameters:
    ///   - key: the ledger's key, pinned by the verifier: not read from the same storage.
    ///   - kept: signed checkpoints that the verifier kept, in any order. Several narrow down where history changed.
    public init(key: NoteVerifierKey, since kept: [String] = []) {
        self.key = key
        self.kept = kept
    }

    /// The judgement over the tenant's ledger. It may grow meanwhile.
    ///
    /// - Throws: only what the store throws when it cannot be read at all; everything found is a finding.
    public func judge(
        _ store: some LedgerStore,
        tenant: Tenant,
        progress: Progress = { _, _ in }
    ) async throws -> Judgement {
        // The checkpoint first: the ledger read after it can only be larger.
        let stored = try await store.checkpoint(tenant: tenant)
        let size = try await store.ledgerSize(tenant: tenant)

        var judgement = Judgement()
        var claims: [SignedClaim] = []
        for (number, note) in kept.enumerated() {
            let name = kept.count == 1 ? "the kept checkpoint" : "kept checkpoint \(number + 1)"
            claims += open(note, name, .ledgerKept, size: size, in: &judgement)
        }
        if let stored {
            claims += open(stored, "the stored checkpoint", .ledgerCheckpoint, size: size, in: &judgement)
        }

        let walk = LedgerWalk(store: store, tenant: tenant, size: size, roots: Set(claims.map(\.checkpoint.size)))
        let result = try await walk.run(progress)
        judgement.add(result.judgement)
        for claim in claims { judge(claim, result, in: &judgement) }
        narrow(claims, result, in: &judgement)
        if !kept.isEmpty { judgeStored(claims, in: &judgement) }
        noteUncovered(claims, size: size, in: &judgement)
        return judgement
    }

    /// The checkpoint in the note if the key signed it and the ledger is long enough for it; else a finding.
    private func open(
        _ note: String,
        _ name: String,
        _ code: Finding.Code,
        size: UInt64,
        in judgement: inout Judgement
    ) -> [SignedClaim] {
        do throws(BedplateError) {
            let checkpoint = try Checkpoint.open(note, signedBy: key)
            guard checkpoint.size <= size else {
                judgement.add(
                    Finding(
                        .ledgerTruncated,
                        claim: "\(name) covers \(checkpoint.size) entries: \(entries(size..<checkpoint.size)) gone",
                        expected: "at least \(checkpoint.size) entries",
                        found: "\(size) entries",
                        location: "entry \(size)"
                    )
                )
                return []
            }
            return [SignedClaim(name: name, code: code, checkpoint: checkpoint)]
        } catch {
            judgement.add(
                Finding(
                    code,
                    claim: "\(name) is signed by the pinned key",
                    expected: key.description,
                    found: error.description
                )
            )
            return []
        }
    }

    private func judge(_ claim: SignedClaim, _ result: LedgerWalkResult, in judgement: inout Judgement) {
        let size = claim.checkpoint.size
        let roots = result.roots[size]
        let holds = roots?.entries == claim.checkpoint.root
        var found = roots?.entries.description
        if !holds, roots?.tiles == claim.checkpoint.root {
            found = "\(found ?? "none"): the tiles still give the signed root, so the entries named above were changed"
        }
        judgement.check(
            holds,
            claim.code,
            "the first \(size) entries have the root that \(claim.name) signs",
            expected: claim.checkpoint.root.description,
            found: found
        )
    }

    /// Says between which entries history was rewritten, when entries and tiles were rewritten together and so nothing
    /// but a checkpoint shows it.
    private func narrow(_ claims: [SignedClaim], _ result: LedgerWalkResult, in judgement: inout Judgement) {
        func differs(_ claim: SignedClaim) -> Bool {
            let roots = result.roots[claim.checkpoint.size]
            return roots?.entries != claim.checkpoint.root && roots?.tiles != claim.checkpoint.root
        }
        let failing = claims.filter(differs).map(\.checkpoint.size).min()
        guard let end = failing else { return }
        let start = claims.filter { !differs($0) }.map(\.checkpoint.size).filter { $0 < end }.max() ?? 0
        guard start < end, !result.disagreements.contains(where: { $0.overlaps(start..<end) }) else { return }
        judgement.add(
            Finding(
                .ledgerRewritten,
                claim:
                    "history was rewritten in entries \(start) to \(end - 1): entries and tiles agree with each other, and "
                    + "only the checkpoint shows it. Which entry it was, the ledger cannot tell; a checkpoint kept at "
                    + "a size in between narrows it down",
                location: "entries \(start) to \(end - 1)"
            )
        )
    }

    /// The stored checkpoint is never behind one that was handed out.
    private func judgeStored(_ claims: [SignedClaim], in judgement: inout Judgement) {
        let stored = claims.first { $0.code == .ledgerCheckpoint }?.checkpoint.size
        let handedOut = claims.filter { $0.code == .ledgerKept }.map(\.checkpoint.size).max()
        guard let handedOut else { return }
        judgement.check(
            stored ?? 0 >= handedOut && stored != nil,
            .ledgerCheckpoint,
            "the stored checkpoint is not behind the kept one",
            expected: "at least \(handedOut) entries",
            found: stored.map { "\($0) entries" } ?? "no valid checkpoint"
        )
    }

    private func noteUncovered(_ claims: [SignedClaim], size: UInt64, in judgement: inout Judgement) {
        let covered = claims.map(\.checkpoint.size).max() ?? 0
        guard covered < size else { return }
        judgement.add(
            Finding(
                .ledgerUncovered,
                .noted,
                claim: "\(entries(covered..<size)) covered by no verified checkpoint: that they agree with their "
                    + "tiles does not show that they were not rewritten together"
            )
        )
    }

    private func entries(_ range: Range<UInt64>) -> String {
        // Not `count`: a signed size may lie beyond Int.
        range.upperBound - range.lowerBound == 1
            ? "entry \(range.lowerBound) is" : "entries \(range.lowerBound) to \(range.upperBound - 1) are"
    }
}
