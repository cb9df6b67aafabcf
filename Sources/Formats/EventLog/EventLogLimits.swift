/// Every limit of the parser, in one place. What exceeds one is refused with ``WireError/Reason/tooLong``, before
/// memory is taken for it.
public struct EventLogLimits: Hashable, Sendable {
    /// Octets of a whole log. Firmware reserves 64 KiB to 1 MiB; Windows' own logs stay below 1 MiB.
    public var logBytes: Int
    /// Events of a log, the Spec ID event included.
    public var events: Int
    /// Octets of one event's data. The largest that is common is a dbx variable of some 20 KiB.
    public var eventDataBytes: Int
    /// Algorithms that a crypto-agile log may declare, and therefore the digests of one event.
    public var algorithms: Int

    public init(
        logBytes: Int = 4 << 20,
        events: Int = 16_384,
        eventDataBytes: Int = 1 << 20,
        algorithms: Int = 8
    ) {
        self.logBytes = logBytes
        self.events = events
        self.eventDataBytes = eventDataBytes
        self.algorithms = algorithms
    }

    public static let standard = EventLogLimits()

    /// PCRs of a PC Client TPM; an extended event in another one is refused.
    public static let pcrs = 24
    /// Octets of a digest whose algorithm is not known here; no registered one is longer than 64.
    public static let digestBytes = 64
    /// UTF-16 units of a variable's name.
    public static let variableNameUnits = 1024
    /// Entries of one signature list; a current dbx has some 400.
    public static let signatures = 16_384
    /// Nodes of a device path.
    public static let devicePathNodes = 64
}
