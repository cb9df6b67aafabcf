/// A tile as it is stored: up to 256 hashes, concatenated, left to right — C2SP tlog-tiles, Merkle Tree.
public struct Tile: Hashable, Sendable {
    public var coordinate: TileCoordinate
    /// 32 octets for each hash.
    public var bytes: [UInt8]

    public init(_ coordinate: TileCoordinate, bytes: [UInt8]) {
        self.coordinate = coordinate
        self.bytes = bytes
    }

    /// Hashes in the tile; octets that do not make a whole hash do not count.
    public var count: Int { bytes.count / TreeHash.size }

    /// The hash at `offset`, or nil when the tile does not hold it.
    public subscript(_ offset: Int) -> TreeHash? {
        guard offset >= 0, offset < count else { return nil }
        return TreeHash(bytes[(offset * TreeHash.size)..<((offset + 1) * TreeHash.size)])
    }

    /// The hash over `count` of the tile's hashes from `offset`, `count` a power of two: a complete subtree.
    func subtree(from offset: Int, count: Int) -> TreeHash? {
        var row: [TreeHash] = []
        row.reserveCapacity(count)
        for place in offset..<(offset + count) {
            guard let hash = self[place] else { return nil }
            row.append(hash)
        }
        while row.count > 1 {
            row = stride(from: 0, to: row.count - 1, by: 2).map { TreeHash(row[$0], row[$0 + 1]) }
        }
        return row.first
    }
}
