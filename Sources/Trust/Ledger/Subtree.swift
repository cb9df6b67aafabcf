/// A complete subtree: 2^level entries, the `index`-th of that size from the left.
struct Subtree: Hashable, Sendable {
    var level: Int
    var index: UInt64

    /// The tile that holds the hashes from which this subtree's hash follows.
    var tile: TileCoordinate {
        TileCoordinate(level: level / TileCoordinate.height, index: firstHash / UInt64(TileCoordinate.width))
    }

    /// Where those hashes begin in the tile.
    var offset: Int { Int(firstHash % UInt64(TileCoordinate.width)) }

    /// How many they are: 1 to 128.
    var count: Int { 1 << (level % TileCoordinate.height) }

    private var firstHash: UInt64 { index << UInt64(level % TileCoordinate.height) }

    /// The complete subtrees that make up the entries of `range`, left to right.
    ///
    /// `range` is one that a tree's hash is defined over: it begins at a multiple of its own size, rounded up to a
    /// power of two.
    static func covering(_ range: Range<UInt64>) -> [Subtree] {
        var subtrees: [Subtree] = []
        var first = range.lowerBound
        while first < range.upperBound {
            let fitting = 63 - (range.upperBound - first).leadingZeroBitCount
            let level = first == 0 ? fitting : min(fitting, first.trailingZeroBitCount)
            subtrees.append(Subtree(level: level, index: first >> UInt64(level)))
            first += 1 << UInt64(level)
        }
        return subtrees
    }
}
