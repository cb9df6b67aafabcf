/// An entry of the ledger as it is stored.
public struct LedgerLeaf: Hashable, Sendable {
    /// The record's canonical bytes: what the leaf hash is over.
    public var bytes: [UInt8]
    /// The device that the store's index files the entry under; no part of the leaf, so an audit compares it with the
    /// record: an entry filed elsewhere is evidence that nobody sees.
    public var device: String?

    public init(bytes: [UInt8], device: String?) {
        self.bytes = bytes
        self.device = device
    }
}
