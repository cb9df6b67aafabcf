/// A tree that grows leaf by leaf and keeps its right edge only: one unfinished tile a level.
struct TreeGrowth {
    private(set) var size: UInt64 = 0
    /// The unfinished tile of each level; empty where none has begun.
    private(set) var edge: [Tile] = []
    /// Finished tiles above level 0 that ``drain()`` has not handed over yet.
    private var finished: [Tile] = []

    mutating func add(_ leaf: TreeHash) {
        size += 1
        var hash = leaf
        for level in 0... {
            if edge.count == level { edge.append(Tile(TileCoordinate(level: level, index: 0), bytes: [])) }
            edge[level].bytes += hash.bytes
            guard edge[level].count == TileCoordinate.width,
                let root = edge[level].subtree(from: 0, count: TileCoordinate.width)
            else { return }
            if level > 0 { finished.append(edge[level]) }
            edge[level] = Tile(TileCoordinate(level: level, index: edge[level].coordinate.index + 1), bytes: [])
            hash = root
        }
    }

    /// The tiles above level 0 that were finished since the last call.
    mutating func drain() -> [Tile] {
        defer { finished = [] }
        return finished
    }

    /// The root over the leaves so far; the edge holds all that it needs.
    func root() throws -> TreeHash {
        let edge = edge
        var tree = TiledTree(size: size) { $0.level < edge.count ? edge[$0.level].bytes : nil }
        return try tree.root()
    }
}
