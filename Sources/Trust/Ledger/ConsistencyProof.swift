/// A proof that one tree is the beginning of another: nothing was changed, reordered or removed — RFC 9162, 2.1.4.
public struct ConsistencyProof: Hashable, Sendable {
    public var from: UInt64
    public var to: UInt64
    /// At most 65 hashes; none when the sizes are equal or the first is 0.
    public var path: [TreeHash]

    public init(from: UInt64, to: UInt64, path: [TreeHash]) {
        self.from = from
        self.to = to
        self.path = path
    }

    /// Whether the proof shows that the tree with root `old` is the beginning of the one with root `new` —
    /// RFC 9162, 2.1.4.2. The path has exactly the length that the sizes ask for.
    public func proves(_ old: TreeHash, isBeginningOf new: TreeHash) -> Bool {
        guard from <= to else { return false }
        // Equal sizes and the empty tree need no path, and are allowed none; the RFC's algorithm begins above them.
        if from == to { return path.isEmpty && old == new && (from != 0 || old == .emptyTree) }
        if from == 0 { return path.isEmpty && old == .emptyTree }

        var hashes = path[...]
        // A complete old tree is its own first hash, and is not sent.
        guard let first = from.nonzeroBitCount == 1 ? old : hashes.popFirst() else { return false }
        guard !hashes.isEmpty else { return false }
        var node = from - 1
        var last = to - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var oldHash = first
        var newHash = first
        for hash in hashes {
            guard last != 0 else { return false }
            if node & 1 == 1 || node == last {
                oldHash = TreeHash(hash, oldHash)
                newHash = TreeHash(hash, newHash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                newHash = TreeHash(newHash, hash)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && oldHash == old && newHash == new
    }
}
