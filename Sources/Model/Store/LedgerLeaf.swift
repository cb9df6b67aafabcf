/// An entry of the ledger as it is stored.
public struct LedgerLeaf: Hashable, Sendable {
    /// The record's canonical bytes: what the leaf hash is over.
    public var bytes: [UInt8]
    /// What the store's index files the entry under (``EvidenceRecord/Subject/place``); no part of the leaf, so an audit
    /// compares it with the record: an entry filed elsewhere is evidence that nobody sees.
    public var place: String?

    public init(bytes: [UInt8], place: String?) {
        self.bytes = bytes
        self.place = place
    }
}
