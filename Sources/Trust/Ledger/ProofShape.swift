/// Which parts of a tree a proof consists of, as ranges of entries: a function of sizes and index alone.
enum ProofShape {
    /// PATH(index, D[size]) — RFC 6962, 2.1.1. From the leaf up.
    static func inclusion(of index: UInt64, in size: UInt64) -> [Range<UInt64>] {
        var path: [Range<UInt64>] = []
        var first: UInt64 = 0
        var end = size
        while end - first > 1 {
            let middle = first + split(end - first)
            if index < middle {
                path.append(middle..<end)
                end = middle
            } else {
                path.append(first..<middle)
                first = middle
            }
        }
        return path.reversed()
    }

    /// PROOF(from, D[to]) — RFC 6962, 2.1.2; `0 < from ≤ to`.
    static func consistency(from: UInt64, to: UInt64) -> [Range<UInt64>] {
        var path: [Range<UInt64>] = []
        var first: UInt64 = 0
        var end = to
        while end != from {
            let middle = first + split(end - first)
            if from <= middle {
                path.append(middle..<end)
                end = middle
            } else {
                path.append(first..<middle)
                first = middle
            }
        }
        // The verifier knows the old tree's own hash; it needs this one only when it is a part of it.
        if first != 0 { path.append(first..<end) }
        return path.reversed()
    }

    /// The largest power of two below `size`; `size` is at least 2.
    private static func split(_ size: UInt64) -> UInt64 { 1 << UInt64(63 - (size - 1).leadingZeroBitCount) }
}
