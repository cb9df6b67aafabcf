/// The events of the PCRs that were verified, in the log's order. EV_NO_ACTION is never among them: it is not extended.
///
/// The order between events of different PCRs is the log's claim; a PCR fixes only the order of its own.
public struct VerifiedEvents: Sendable, RandomAccessCollection {
    private let events: [VerifiedEvent]
    /// The PCRs that were verified, also those without events.
    public let pcrs: Set<Int>

    init(log: EventLog, banksOf: [Int: [Int]]) {
        pcrs = Set(banksOf.keys)
        var events: [VerifiedEvent] = []
        for (index, record) in log.records.enumerated() where record.type != .noAction {
            guard let columns = banksOf[Int(record.pcr)] else { continue }
            events.append(VerifiedEvent(log: log, record: index, columns: columns))
        }
        self.events = events
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { events.count }
    public subscript(position: Int) -> VerifiedEvent { events[position] }

    /// The events of one PCR; nil when that PCR was not verified.
    public func events(inPCR pcr: Int) -> [VerifiedEvent]? {
        guard pcrs.contains(pcr) else { return nil }
        return events.filter { $0.pcr == pcr }
    }

    /// Events whose label or data their own digest contradicts. A log without tampering has none.
    public var contradictions: [VerifiedEvent] { events.filter(\.isContradicted) }
}
