/// A proof that an entry is at its index in a tree of a certain size — RFC 9162, 2.1.3.
public struct InclusionProof: Hashable, Sendable {
    public var index: UInt64
    public var size: UInt64
    /// Hashes from the leaf up; at most 64.
    public var path: [TreeHash]

    public init(index: UInt64, size: UInt64, path: [TreeHash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Whether the proof shows that `leaf` is in the tree with this root — RFC 9162, 2.1.3.2. The path has exactly the
    /// length that index and size ask for.
    public func proves(leaf: TreeHash, in root: TreeHash) -> Bool {
        guard index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last != 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = TreeHash(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = TreeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}
