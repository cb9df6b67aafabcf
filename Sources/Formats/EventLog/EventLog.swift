public import Digests
public import Wire

/// A parsed TCG PC Client measured-boot log — PC Client Platform Firmware Profile, 10.
///
/// A parsed log shows no events: whoever holds the log may have written it. Events come out of
/// ``verified(against:)``, which replays the log against *quoted* PCR values, and only for the PCRs that matched.
///
/// ```swift
/// let verification = try EventLog(parsing: bytes).verified(against: [.sha256: quotedValues])
/// guard verification.holds else { … verification.mismatches … }
/// let state = verification.events.secureBootState()
/// ```
///
/// The log's octets are held once; events are places in them.
public struct EventLog: Sendable {
    public enum Format: String, Sendable {
        /// TCG_PCClientPCREvent throughout: one SHA-1 digest an event.
        case sha1Legacy
        /// A Spec ID Event03 header, then TCG_PCR_EVENT2.
        case cryptoAgile
    }

    public let format: Format
    /// The algorithms of the log's digests, in its order; also those that cannot be computed here.
    public let banks: [HashAlgorithm]
    /// The header of a crypto-agile log. Not measured.
    public let header: SpecIDEvent?
    /// Events in the log, the header and EV_NO_ACTION included.
    public var eventCount: Int { records.count + (header == nil ? 0 : 1) }
    /// The locality that TPM2_Startup came from, if the log says so; proven only by a verified PCR 0.
    public let startupLocality: StartupLocality?
    /// What was tolerated.
    public let errata: Set<Erratum>
    /// What had to be tolerated in parsing.
    public let errataUsed: Set<Erratum>

    let bytes: [UInt8]
    let records: [EventRecord]
    /// `records.count` rows of `banks.count` offsets into ``bytes``; -1 where an event has no such digest.
    let digestOffsets: [Int32]
    let digestSizes: [DigestSize]

    /// Reads a whole log.
    ///
    /// - Parameters:
    ///   - bytes: the log and nothing else, as Linux' `binary_bios_measurements` or Windows' WBCL.
    ///   - errata: the faults to tolerate; none by default.
    ///   - limits: what is refused for its size.
    /// - Throws: ``WireError`` with the offset of what was wrong. Padding without ``Erratum/trailingPadding`` is
    ///   ``WireError/Reason/trailingBytes``.
    public init(
        parsing bytes: [UInt8],
        errata: Set<Erratum> = [],
        limits: EventLogLimits = .standard
    ) throws(WireError) {
        var parser = EventLogParser(errata: errata, limits: limits)
        try parser.parse(bytes)
        format = parser.header == nil ? .sha1Legacy : .cryptoAgile
        banks = parser.sizes.map(\.algorithm)
        header = parser.header
        startupLocality = parser.locality
        self.errata = errata
        errataUsed = parser.errataUsed
        self.bytes = bytes
        records = parser.records
        digestOffsets = parser.digests
        digestSizes = parser.sizes
    }

    /// The event's digest in a bank, as a part of ``bytes``.
    func digest(_ event: Int, bank column: Int) -> ArraySlice<UInt8>? {
        let at = Int(digestOffsets[event * digestSizes.count + column])
        guard at >= 0 else { return nil }
        return bytes[at..<(at + Int(digestSizes[column].size))]
    }
}
