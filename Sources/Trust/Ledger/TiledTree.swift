internal import Model

/// A tree whose hashes are read from tiles: roots, proofs and appends cost O(log size) tiles, never all entries.
///
/// Tiles are read through a closure and believed: what they say is checked by whoever verifies the proof, and by
/// ``LedgerAudit``. Each tile is read once.
public struct TiledTree {
    /// Entries in the tree.
    public private(set) var size: UInt64
    private var tiles: [TileCoordinate: Tile] = [:]
    /// Hashes that were computed. A complete subtree never changes, so none of them goes stale.
    private var hashes: [Subtree: TreeHash] = [:]
    private let read: (TileCoordinate) throws -> [UInt8]?

    /// - Parameter read: the tile's hashes as they are stored, or nil when there is no such tile.
    public init(size: UInt64, read: @escaping (TileCoordinate) throws -> [UInt8]?) {
        self.size = size
        self.read = read
    }

    /// Adds entries by their leaf hashes.
    ///
    /// - Returns: the tiles that this changes or adds, lowest level first: at most one for each level beyond those
    ///   that the new entries fill.
    /// - Throws: ``BedplateError/Code/corrupt`` when a tile at the tree's right edge is absent or holds another number
    ///   of hashes than the size says.
    public mutating func append(_ leafHashes: [TreeHash]) throws -> [Tile] {
        var changed: [Tile] = []
        var fresh = leafHashes
        var level = 0
        while !fresh.isEmpty {
            let before = TileCoordinate.hashes(level: level, size: size)
            var coordinate = TileCoordinate(level: level, index: before / UInt64(TileCoordinate.width))
            var tile = Tile(coordinate, bytes: [])
            let held = Int(before % UInt64(TileCoordinate.width))
            if held > 0 {
                tile = try self.tile(coordinate, atLeast: held)
                guard tile.bytes.count == held * TreeHash.size else { throw Self.wrong(tile, expected: held) }
            }
            var full: [TreeHash] = []
            for hash in fresh {
                tile.bytes += hash.bytes
                guard tile.count == TileCoordinate.width else { continue }
                changed.append(tile)
                if let root = tile.subtree(from: 0, count: TileCoordinate.width) { full.append(root) }
                coordinate.index += 1
                tile = Tile(coordinate, bytes: [])
            }
            if tile.count > 0 { changed.append(tile) }
            fresh = full
            level += 1
        }
        for tile in changed { tiles[tile.coordinate] = tile }
        size += UInt64(leafHashes.count)
        return changed
    }

    /// The root of the tree as it is.
    public mutating func root() throws -> TreeHash { try root(at: size) }

    /// The root that the tree had with its first `size` entries.
    public mutating func root(at size: UInt64) throws -> TreeHash {
        try require(size <= self.size, "the ledger has \(self.size) entries, not \(size)")
        return size == 0 ? .emptyTree : try hash(of: 0..<size)
    }

    /// The proof that the entry at `index` is in the tree of the first `size` entries.
    public mutating func inclusionProof(of index: UInt64, in size: UInt64) throws -> InclusionProof {
        try require(size <= self.size, "the ledger has \(self.size) entries, not \(size)")
        try require(index < size, "entry \(index) is not among the first \(size)")
        let path = try ProofShape.inclusion(of: index, in: size).map { try hash(of: $0) }
        return InclusionProof(index: index, size: size, path: path)
    }

    /// The proof that the tree of `from` entries is the beginning of the tree of `to` entries.
    public mutating func consistencyProof(from: UInt64, to: UInt64) throws -> ConsistencyProof {
        try require(to <= self.size, "the ledger has \(self.size) entries, not \(to)")
        try require(from <= to, "a tree of \(from) entries is not the beginning of one of \(to)")
        let path = from == 0 ? [] : try ProofShape.consistency(from: from, to: to).map { try hash(of: $0) }
        return ConsistencyProof(from: from, to: to, path: path)
    }

    private mutating func hash(of range: Range<UInt64>) throws -> TreeHash {
        var result: TreeHash?
        for subtree in Subtree.covering(range).reversed() {
            let hash = try hash(of: subtree)
            result = result.map { TreeHash(hash, $0) } ?? hash
        }
        return result ?? .emptyTree
    }

    private mutating func hash(of subtree: Subtree) throws -> TreeHash {
        if let known = hashes[subtree] { return known }
        let tile = try tile(subtree.tile, atLeast: subtree.offset + subtree.count)
        guard let hash = tile.subtree(from: subtree.offset, count: subtree.count) else {
            throw Self.wrong(tile, expected: subtree.offset + subtree.count)
        }
        hashes[subtree] = hash
        return hash
    }

    private mutating func tile(_ coordinate: TileCoordinate, atLeast count: Int) throws -> Tile {
        if let tile = tiles[coordinate], tile.count >= count { return tile }
        guard let bytes = try read(coordinate) else {
            throw BedplateError(.corrupt, "the ledger lacks a tile of hashes", location: "\(coordinate)")
        }
        let tile = Tile(coordinate, bytes: bytes)
        guard tile.count >= count else { throw Self.wrong(tile, expected: count) }
        tiles[coordinate] = tile
        return tile
    }

    private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws {
        guard condition else { throw BedplateError(.notFound, reason()) }
    }

    private static func wrong(_ tile: Tile, expected: Int) -> BedplateError {
        BedplateError(
            .corrupt,
            "a tile of the ledger has \(tile.bytes.count) octets; \(expected) hashes were expected",
            location: "\(tile.coordinate)"
        )
    }
}

extension TiledTree {
    /// The tiles that ``root(at:)`` reads.
    static func tiles(forRootAt size: UInt64) -> Set<TileCoordinate> { tiles(for: [0..<size]) }

    /// The tiles that hashes over these ranges of entries are computed from.
    static func tiles(for ranges: [Range<UInt64>]) -> Set<TileCoordinate> {
        Set(ranges.flatMap { Subtree.covering($0).map(\.tile) })
    }
}
