internal import Model

/// Findings about single entries, joined where neighbours have the same fault, and never more than a person reads.
struct FindingRuns {
    /// The most findings that are listed; the rest is counted.
    static let most = 100

    private var listed: [Finding] = []
    private var suppressed = 0
    private var run: (fault: EntryFault, entries: Range<UInt64>)?

    mutating func add(_ fault: EntryFault, at entry: UInt64) { add(fault, over: entry..<(entry + 1)) }

    mutating func add(_ fault: EntryFault, over entries: Range<UInt64>) {
        if let open = run, open.fault.continues(fault), open.entries.upperBound == entries.lowerBound {
            run = (open.fault, open.entries.lowerBound..<entries.upperBound)
            return
        }
        close()
        run = (fault, entries)
    }

    mutating func add(_ finding: Finding) {
        close()
        list(finding)
    }

    mutating func finish() -> [Finding] {
        close()
        if suppressed > 0 {
            listed.append(Finding(.ledgerMore, claim: "\(suppressed) more findings are not listed"))
        }
        return listed
    }

    private mutating func close() {
        if let run { list(run.fault.finding(run.entries)) }
        run = nil
    }

    private mutating func list(_ finding: Finding) {
        if listed.count < Self.most { listed.append(finding) } else { suppressed += 1 }
    }
}
