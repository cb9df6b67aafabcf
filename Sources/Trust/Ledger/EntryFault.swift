internal import Model

/// What is wrong with one entry.
enum EntryFault {
    case missing
    /// Its leaf hash is not the tile's; `shift` tells how far away in the tile it is found, if it is.
    case disagrees(expected: TreeHash, found: TreeHash, shift: Int?)
    case misfiled(record: String?, index: String?)
    case unreadable

    func continues(_ next: EntryFault) -> Bool {
        switch (self, next) {
        case (.missing, .missing), (.unreadable, .unreadable): true
        case (.disagrees(_, _, let a), .disagrees(_, _, let b)): a == b
        default: false
        }
    }

    func finding(_ entries: Range<UInt64>) -> Finding {
        let one = entries.count == 1
        let location =
            one ? "entry \(entries.lowerBound)" : "entries \(entries.lowerBound) to \(entries.upperBound - 1)"
        switch self {
        case .missing:
            return Finding(.ledgerEntry, claim: "\(location): removed, or out of its place", location: location)
        case .disagrees(let expected, let found, let shift):
            var claim = "\(location): the bytes and the tile disagree"
            if let shift {
                let source = entries.lowerBound.advanced(by: shift)
                claim += "; here stand the bytes of entry \(source)\(one ? "" : " and its followers")"
            }
            return Finding(
                .ledgerEntry,
                claim: claim,
                expected: "leaf hash \(expected)",
                found: "leaf hash \(found)",
                location: location
            )
        case .misfiled(let record, let index):
            return Finding(
                .ledgerIndex,
                claim: "\(location): filed under the device that the record is about",
                expected: record ?? "no device",
                found: index ?? "no device",
                location: location
            )
        case .unreadable:
            return Finding(.ledgerEntry, claim: "\(location): not an evidence record", location: location)
        }
    }
}
