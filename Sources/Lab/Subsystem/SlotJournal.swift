internal import SoC
internal import Wire

/// What the block knows of its slots, kept by itself and not by images.
///
/// Two places, each with a number and a checksum, are written in turn: a write that is interrupted damages the older
/// record, so that one that holds is always there.
public struct SlotJournal: Hashable, Sendable {
    /// A slot's line.
    struct Entry: Hashable, Sendable {
        var state: SlotState = .empty
        /// Octets of its image.
        var count: UInt32 = 0
        /// When it was finished, in counts of finished images: of two, the newer is tried first.
        var order: UInt32 = 0
    }

    private(set) var number: UInt32 = 0
    private var entries = [Entry](repeating: Entry(), count: Slot.count)

    /// Octets of both places, and of one.
    public static let size = 1024
    private static let placeSize = 512
    private static let magic: UInt32 = 0x4A53_5042
    private static let recordSize = 4 + 4 + 12 * Slot.count + 4

    subscript(_ slot: Slot) -> Entry {
        get { entries[Int(slot.rawValue)] }
        set { entries[Int(slot.rawValue)] = newValue }
    }

    /// The order of an image that is finished now.
    var nextOrder: UInt32 { (entries.map(\.order).max() ?? 0) &+ 1 }

    init() {}

    /// Reads both places.
    ///
    /// - Throws: ``StorageFailure`` if neither holds and neither was never written.
    init(_ octets: [UInt8]) throws(StorageFailure) {
        let places = [Array(octets.prefix(Self.placeSize)), Array(octets.dropFirst(Self.placeSize))]
        let records = places.compactMap { try? Self(record: Array($0.prefix(Self.recordSize))) }
        if let newest = records.max(by: { $0.number < $1.number }) {
            self = newest
        } else {
            guard places.contains(where: { $0.allSatisfy { $0 == 0 } }) else {
                throw StorageFailure("the journal of slots is damaged")
            }
            self.init()
        }
    }

    private init(record: [UInt8]) throws(WireError) {
        let body = Array(record.dropLast(4))
        guard LittleEndian.words(Array(record.suffix(4))) == [FuseLayout.checksum(body)] else {
            throw WireError(.badValue, at: body.count)
        }
        var read = WireReader(body.span, order: .little)
        guard try read.integer(UInt32.self) == Self.magic else { throw WireError(.badValue, at: 0) }
        number = try read()
        for place in entries.indices {
            let state: SlotState = try read()
            try read.skip(3)
            entries[place] = Entry(state: state, count: try read(), order: try read())
        }
        try read.finish()
    }

    /// What makes this the journal: the octets, and their place.
    mutating func advance() -> (octets: [UInt8], offset: Int) {
        number += 1
        var octets = LittleEndian.octets([Self.magic, number])
        for entry in entries {
            octets += [entry.state.rawValue, 0, 0, 0] + LittleEndian.octets([entry.count, entry.order])
        }
        octets += LittleEndian.octets([FuseLayout.checksum(octets)])
        return (octets, Int(number % 2) * Self.placeSize)
    }

    var text: String {
        [("a", Slot.a), ("b", .b), ("recovery", .recovery)]
            .map { "\($0.0) \(self[$0.1].state) \(self[$0.1].count)" }.joined(separator: ", ")
    }
}

extension SubsystemStorage {
    func journal() throws(StorageFailure) -> SlotJournal {
        try SlotJournal(read(.journal, 0..<SlotJournal.size))
    }

    mutating func keep(_ journal: inout SlotJournal) throws(StorageFailure) {
        let (octets, offset) = journal.advance()
        try append("journal \(journal.number): \(journal.text)", to: .writes)
        try write(octets, to: .journal, at: offset)
    }

    mutating func write(_ octets: [UInt8], to slot: Slot, at offset: Int) throws(StorageFailure) {
        try append("slot \(slot) offset \(offset) count \(octets.count) \(StorageDigest.text(octets))", to: .writes)
        try write(octets, to: .slot(slot), at: offset)
    }
}
