internal import Model

/// What a pass over a ledger found.
struct LedgerWalkResult {
    var judgement = Judgement()
    /// The root at each wanted size, of the entries and of the hashes in the level-0 tiles.
    var roots: [UInt64: (entries: TreeHash, tiles: TreeHash)] = [:]
    /// Where something disagreed; neighbours joined, and cut at ``FindingRuns/most`` ranges.
    private(set) var disagreements: [Range<UInt64>] = []

    mutating func disagree(at entry: UInt64) { disagree(over: entry..<(entry + 1)) }

    mutating func disagree(over range: Range<UInt64>) {
        if let last = disagreements.last, last.upperBound == range.lowerBound {
            disagreements[disagreements.count - 1] = last.lowerBound..<range.upperBound
        } else if disagreements.count < FindingRuns.most {
            disagreements.append(range)
        }
    }
}
