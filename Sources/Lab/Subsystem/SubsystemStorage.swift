public import SoC

/// What outlives the block's process: the fuses, the slots and the block's own journal.
///
/// The block's rules stand in ``FuseAndKeyBlock``; here is only what keeps octets, so that tests can keep them in memory
/// and cut the power at any write.
public protocol SubsystemStorage {
    /// - Parameter range: within ``StoragePart/size``.
    func read(_ part: StoragePart, _ range: Range<Int>) throws(StorageFailure) -> [UInt8]

    /// Returns when the octets are durable. If the power fails before, any of them may have been written.
    mutating func write(_ octets: [UInt8], to part: StoragePart, at offset: Int) throws(StorageFailure)

    /// Appends a line. It is not synchronised, and never holds a secret. What cannot be told is not done.
    mutating func append(_ line: String, to log: StorageLog) throws(StorageFailure)
}

/// A part of what is stored, each of one size for ever.
public enum StoragePart: Hashable, Sendable {
    case fuses
    case journal
    case slot(Slot)

    /// Octets.
    public var size: Int {
        switch self {
        case .fuses: FuseLayout.size
        case .journal: SlotJournal.size
        case .slot: Slot.size
        }
    }
}

/// What an observer outside the device may read.
public enum StorageLog: String, Sendable {
    /// One line for each durable write, put there before the write: nothing durable happens without its line.
    case writes
    /// What the boots reported.
    case boots
}

/// The storage cannot be read or written, or holds what the block never wrote.
public struct StorageFailure: Error, Hashable, Sendable {
    public var reason: String
    public init(_ reason: String) { self.reason = reason }
}
