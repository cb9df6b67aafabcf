public import Model

extension Finding.Code {
    /// An entry is as its tile says.
    public static let ledgerEntry = Self("ledger.entry")
    /// A tile is as the entries or the tiles beneath it say.
    public static let ledgerTile = Self("ledger.tile")
    /// An entry is filed under the device that its record is about.
    public static let ledgerIndex = Self("ledger.index")
    /// The ledger ends where its size says.
    public static let ledgerEnd = Self("ledger.end")
    /// The ledger has the entries that a checkpoint covers.
    public static let ledgerTruncated = Self("ledger.truncated")
    /// The stored checkpoint is signed and its root holds.
    public static let ledgerCheckpoint = Self("ledger.checkpoint")
    /// A checkpoint that the verifier kept is signed and its root holds.
    public static let ledgerKept = Self("ledger.kept")
    /// Entries and tiles were changed together.
    public static let ledgerRewritten = Self("ledger.rewritten")
    /// Entries that no checkpoint covers.
    public static let ledgerUncovered = Self("ledger.uncovered")
    /// More was found than is listed.
    public static let ledgerMore = Self("ledger.more")
}
