/// Where a tile stands: its level (0 holds leaf hashes) and its place on that level — C2SP tlog-tiles, Merkle Tree.
public struct TileCoordinate: Hashable, Sendable {
    /// Levels of the tree that one tile spans.
    public static let height = 8
    /// The most hashes that a tile holds.
    public static let width = 256
    /// Levels of tiles that a tree of at most 2^64 entries has.
    public static let levels = 8

    public var level: Int
    public var index: UInt64

    public init(level: Int, index: UInt64) {
        self.level = level
        self.index = index
    }

    /// How many hashes this tile holds in a tree of `size` entries: 0 to 256.
    public func count(in size: UInt64) -> Int {
        let hashes = Self.hashes(level: level, size: size)
        let (first, overflow) = index.multipliedReportingOverflow(by: UInt64(Self.width))
        guard !overflow, first < hashes else { return 0 }
        return Int(min(UInt64(Self.width), hashes - first))
    }

    /// The entries beneath the hash at `offset` of this tile, cut to a tree of `size` entries.
    func entries(beneath offset: Int, size: UInt64) -> Range<UInt64> {
        let number = index &* UInt64(Self.width) &+ UInt64(offset)
        let shift = UInt64(level * Self.height)
        let first = min(number << shift, size)
        return first..<min(size, first &+ (1 << shift))
    }

    /// How many hashes the tiles of a level hold together.
    static func hashes(level: Int, size: UInt64) -> UInt64 { size >> UInt64(level * height) }
}

extension TileCoordinate: CustomStringConvertible {
    public var description: String { "tile \(level)/\(index)" }
}
