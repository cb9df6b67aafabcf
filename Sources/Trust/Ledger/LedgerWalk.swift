internal import Foundation
internal import Model

/// One pass over a ledger, entry by entry, against its tiles.
///
/// Two trees grow: one of the entries' own hashes, one of the hashes in the level-0 tiles. They are the same tree until
/// an entry and its tile disagree; after that the signed roots tell which of the two was changed.
struct LedgerWalk<Store: LedgerStore> {
    let store: Store
    let tenant: Tenant
    let size: UInt64
    /// The sizes at which the root is wanted; none above `size`.
    let roots: Set<UInt64>

    private var entries = TreeGrowth()
    /// Nil while it is the same as `entries`.
    private var tiles: TreeGrowth?
    private var runs = FindingRuns()
    private var result = LedgerWalkResult()

    init(store: Store, tenant: Tenant, size: UInt64, roots: Set<UInt64>) {
        self.store = store
        self.tenant = tenant
        self.size = size
        self.roots = roots
    }

    func run(_ progress: LedgerAudit.Progress) async throws -> LedgerWalkResult {
        var walk = self
        return try await walk.walk(progress)
    }

    private mutating func walk(_ progress: LedgerAudit.Progress) async throws -> LedgerWalkResult {
        try takeRoots()
        while entries.size < size {
            guard try await walkTile() else { return finish() }
            let computed = entries.drain()
            let told = tiles?.drain() ?? computed
            for (computed, told) in zip(computed, told) { try await compare(computed, or: told) }
            progress(entries.size, size)
        }
        for tile in entries.edge where tile.coordinate.level > 0 && tile.count > 0 {
            try await compare(tile, or: tiles?.edge[tile.coordinate.level] ?? tile)
        }
        try await walkEnd()
        return finish()
    }

    private mutating func finish() -> LedgerWalkResult {
        let findings = runs.finish()
        result.judgement = Judgement(findings)
        if findings.isEmpty {
            result.judgement.add(
                Finding(.ledgerEntry, .held, claim: "\(size) entries and their tiles agree, up to the root")
            )
        }
        return result
    }

    /// Up to 256 entries and the tile that holds their hashes.
    ///
    /// - Returns: false when neither is there. The walk ends then: a size that was raised to 2^60 costs no 2^60 reads.
    private mutating func walkTile() async throws -> Bool {
        let first = entries.size
        let end = min(size, first + UInt64(TileCoordinate.width))
        let coordinate = TileCoordinate(level: 0, index: first / UInt64(TileCoordinate.width))
        let tile = try await storedTile(coordinate)
        var leaves = try await store.leaves(first..<end, tenant: tenant)
        guard !leaves.isEmpty || tile.count > 0 else {
            runs.add(.missing, over: first..<size)
            result.disagree(over: first..<size)
            return false
        }
        var at = first
        while at < end {
            for leaf in leaves.prefix(Int(end - at)) {
                judge(leaf, at: at)
                let hash = TreeHash(leaf: leaf.bytes)
                let told = tile[Int(at - first)]
                if let told, told != hash {
                    let shift = tile.place(of: hash).map { $0 - Int(at - first) }
                    runs.add(.disagrees(expected: told, found: hash, shift: shift), at: at)
                }
                try grow(hash, told ?? hash)
                at += 1
            }
            guard at < end else { continue }
            runs.add(.missing, at: at)
            let told = tile[Int(at - first)] ?? .emptyTree
            try grow(.emptyTree, told)
            at += 1
            leaves = at < end ? try await store.leaves(at..<end, tenant: tenant) : []
        }
        return true
    }

    private mutating func judge(_ leaf: LedgerLeaf, at entry: UInt64) {
        guard let record = try? JSONDecoder().decode(FiledRecord.self, from: Data(leaf.bytes)) else {
            return runs.add(.unreadable, at: entry)
        }
        guard record.subject.place != leaf.place else { return }
        runs.add(.misfiled(record: record.subject.place, index: leaf.place), at: entry)
    }

    private mutating func grow(_ entry: TreeHash, _ told: TreeHash) throws {
        if entry != told {
            result.disagree(at: entries.size)
            if tiles == nil { tiles = entries }
        }
        entries.add(entry)
        tiles?.add(told)
        try takeRoots()
    }

    private mutating func takeRoots() throws {
        guard roots.contains(entries.size) else { return }
        let root = try entries.root()
        result.roots[entries.size] = try (root, tiles?.root() ?? root)
    }

    /// A tile above level 0 as computed from the entries, or from the level-0 tiles, against the stored one.
    private mutating func compare(_ computed: Tile, or told: Tile) async throws {
        let stored = try await storedTile(computed.coordinate)
        for offset in 0..<computed.count {
            guard let hash = stored[offset], hash != computed[offset], hash != told[offset] else { continue }
            let beneath = computed.coordinate.entries(beneath: offset, size: size)
            runs.add(
                Finding(
                    .ledgerTile,
                    claim: "the hash over entries \(beneath.lowerBound) to \(beneath.upperBound - 1) is not theirs: it "
                        + "was changed, or these entries were rewritten together with their tile",
                    expected: computed[offset]?.description,
                    found: hash.description,
                    location: "\(computed.coordinate), hash \(offset)"
                )
            )
            result.disagree(over: beneath)
        }
    }

    /// The tile as stored; a finding when it is absent or does not hold as many hashes as the ledger's size says.
    private mutating func storedTile(_ coordinate: TileCoordinate) async throws -> Tile {
        let expected = coordinate.count(in: size)
        let beneath = "of entries \(coordinate.entries(beneath: 0, size: size).lowerBound) and following"
        guard let bytes = try await store.tile(level: coordinate.level, index: coordinate.index, tenant: tenant) else {
            runs.add(Finding(.ledgerTile, claim: "the tile \(beneath) is absent", location: "\(coordinate)"))
            return Tile(coordinate, bytes: [])
        }
        if bytes.count != expected * TreeHash.size {
            // The ledger may have grown since its size was read; nothing else makes a tile longer.
            let most = coordinate.count(in: try await store.ledgerSize(tenant: tenant))
            let grown = bytes.count % TreeHash.size == 0 && (expected...max(expected, most)).contains(bytes.count / 32)
            if !grown {
                runs.add(
                    Finding(
                        .ledgerTile,
                        claim: "the tile \(beneath) does not have the length that the ledger's size asks for",
                        expected: "\(expected * TreeHash.size) octets",
                        found: "\(bytes.count) octets",
                        location: "\(coordinate)"
                    )
                )
            }
        }
        return Tile(coordinate, bytes: bytes)
    }

    /// Nothing stands beyond the end.
    private mutating func walkEnd() async throws {
        if !(try await store.leaves(size..<(size + 1), tenant: tenant)).isEmpty {
            try await addUnlessGrown("an entry stands beyond the end", "entry \(size)")
        }
        for level in 0..<TileCoordinate.levels {
            let hashes = TileCoordinate.hashes(level: level, size: size)
            let width = UInt64(TileCoordinate.width)
            let next = TileCoordinate(level: level, index: hashes / width + (hashes % width == 0 ? 0 : 1))
            if try await store.tile(level: level, index: next.index, tenant: tenant) != nil {
                try await addUnlessGrown("a tile stands beyond the end", "\(next)")
            }
        }
    }

    private mutating func addUnlessGrown(_ claim: String, _ location: String) async throws {
        let now = try await store.ledgerSize(tenant: tenant)
        guard now == size else { return }
        runs.add(
            Finding(
                .ledgerEnd,
                claim: "\(claim): the ledger was cut short, or its size was changed",
                expected: "the end after \(size) entries",
                location: location
            )
        )
    }
}

/// What the store's index repeats of an evidence record.
private struct FiledRecord: Decodable {
    var subject: EvidenceRecord.Subject
}

extension Tile {
    /// Where in the tile the hash stands, if it does.
    fileprivate func place(of hash: TreeHash) -> Int? { (0..<count).first { self[$0] == hash } }
}
