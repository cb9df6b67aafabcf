import Digests
import Wire

/// One event as it lies in the log: where its digests and its data are, not copies of them.
///
/// TCG_PCClientPCREvent (SHA-1 legacy) or TCG_PCR_EVENT2 (crypto-agile) — PFP, 10.2
struct EventRecord: Sendable {
    /// Octets from the beginning of the log.
    var offset: Int
    var pcr: UInt32
    var type: EventType
    var data: Range<Int>

    /// TCG_PCClientPCREvent: PCRIndex, EventType, Digest[20], EventSize, Event.
    ///
    /// - Parameter digests: receives the offset of the SHA-1 digest.
    init(
        legacy read: inout WireReader,
        limits: EventLogLimits,
        digests: inout [Int32]
    ) throws(WireError) {
        offset = read.offset
        pcr = try read()
        type = try read()
        digests.append(Int32(truncatingIfNeeded: read.offset))
        try read.skip(20)
        data = try Self.data(&read, limits)
        try checkIndex()
    }

    /// TCG_PCR_EVENT2: pcrIndex, eventType, digests (count, then algorithm and digest each), eventSize, event.
    ///
    /// Refuses an algorithm that the header does not declare, and one that comes twice. An event may lack a bank:
    /// then that bank cannot be replayed.
    ///
    /// - Parameter digests: receives one offset for each declared algorithm, -1 where the event has no such digest.
    init(
        agile read: inout WireReader,
        sizes: [DigestSize],
        limits: EventLogLimits,
        digests: inout [Int32]
    ) throws(WireError) {
        offset = read.offset
        pcr = try read()
        type = try read()
        let countAt = read.offset
        let count = Int(try read.integer(UInt32.self))
        guard count > 0 else { throw WireError(.badValue, at: countAt) }
        guard count <= sizes.count else { throw WireError(.tooLong, at: countAt) }
        let row = digests.count
        for _ in sizes { digests.append(-1) }
        for _ in 0..<count {
            let at = read.offset
            let algorithm: HashAlgorithm = try read()
            guard let column = sizes.firstIndex(where: { $0.algorithm == algorithm }), digests[row + column] < 0 else {
                throw WireError(.badValue, at: at)
            }
            digests[row + column] = Int32(truncatingIfNeeded: read.offset)
            try read.skip(Int(sizes[column].size))
        }
        data = try Self.data(&read, limits)
        try checkIndex()
    }

    private static func data(_ read: inout WireReader, _ limits: EventLogLimits) throws(WireError) -> Range<Int> {
        let at = read.offset
        let size = Int(try read.integer(UInt32.self))
        guard size <= limits.eventDataBytes else { throw WireError(.tooLong, at: at) }
        let start = read.offset
        try read.skip(size)
        return start..<read.offset
    }

    /// EV_NO_ACTION is not extended: its index is a remark, and Windows writes 0xFFFFFFFF there.
    private func checkIndex() throws(WireError) {
        guard type == .noAction || pcr < UInt32(EventLogLimits.pcrs) else { throw WireError(.badValue, at: offset) }
    }
}
