import Digests
import Wire

/// The state of one pass over a log's octets.
struct EventLogParser {
    let errata: Set<Erratum>
    let limits: EventLogLimits
    private(set) var header: SpecIDEvent?
    private(set) var sizes = [DigestSize(algorithm: .sha1, size: 20)]
    private(set) var locality: StartupLocality?
    private(set) var records: [EventRecord] = []
    private(set) var digests: [Int32] = []
    private(set) var errataUsed: Set<Erratum> = []
    private var pcr0Extended = false

    init(errata: Set<Erratum>, limits: EventLogLimits) {
        self.errata = errata
        self.limits = limits
    }

    mutating func parse(_ bytes: [UInt8]) throws(WireError) {
        // Offsets are kept in 32 bits.
        guard bytes.count <= min(limits.logBytes, Int(Int32.max)) else {
            throw WireError(.tooLong, at: limits.logBytes)
        }
        guard !bytes.isEmpty else { throw WireError(.truncated, at: 0) }
        let padding = Self.paddingStart(bytes)
        var read = WireReader(bytes.span, order: .little)
        try parseHeader(&read, bytes)
        while read.remaining > 0 {
            if read.offset >= padding {
                guard errata.contains(.trailingPadding) else { throw WireError(.trailingBytes, at: read.offset) }
                errataUsed.insert(.trailingPadding)
                return
            }
            guard records.count + (header == nil ? 0 : 1) < limits.events else {
                throw WireError(.tooLong, at: read.offset)
            }
            let record =
                header == nil
                ? try EventRecord(legacy: &read, limits: limits, digests: &digests)
                : try EventRecord(agile: &read, sizes: sizes, limits: limits, digests: &digests)
            try note(record, bytes)
            records.append(record)
        }
    }

    /// Where the run of 0x00 or 0xFF at the end begins. Found once, so that hostile padding costs one pass.
    private static func paddingStart(_ bytes: [UInt8]) -> Int {
        guard let last = bytes.last, last == 0x00 || last == 0xFF else { return bytes.count }
        return (bytes.lastIndex { $0 != last } ?? -1) + 1
    }

    /// A crypto-agile log begins with one SHA-1 shaped EV_NO_ACTION event in PCR 0 that holds the Spec ID; any other
    /// first event is left to be read as the first of a legacy log.
    private mutating func parseHeader(_ read: inout WireReader, _ bytes: [UInt8]) throws(WireError) {
        let dataAt = 32
        let signature = SpecIDEvent.signature
        guard bytes.count >= dataAt + signature.count, bytes[dataAt..<(dataAt + signature.count)] == signature[...]
        else { return }
        let pcr: UInt32 = try read()
        let type: EventType = try read()
        guard pcr == 0, type == .noAction else { throw WireError(.badValue, at: 0) }
        // The digest is meant to be zero; it is nothing that anybody relies on.
        try read.skip(20)
        let announced = Int(try read.integer(UInt32.self)) + dataAt
        let spec = try SpecIDEvent(from: &read, limits: limits)
        if announced < read.offset {
            let uncounted = !spec.vendorInfo.isEmpty && announced == read.offset - spec.vendorInfo.count
            guard uncounted, errata.contains(.vendorInfoNotCounted) else { throw WireError(.truncated, at: announced) }
            errataUsed.insert(.vendorInfoNotCounted)
        } else if announced > read.offset {
            throw WireError(announced > bytes.count ? .truncated : .trailingBytes, at: read.offset)
        }
        header = spec
        sizes = spec.digestSizes
    }

    /// Takes note of the one thing that an unmeasured event may say: the startup locality, once, and before anything
    /// was extended into PCR 0.
    private mutating func note(_ record: EventRecord, _ bytes: [UInt8]) throws(WireError) {
        guard record.type == .noAction else {
            if record.pcr == 0 { pcr0Extended = true }
            return
        }
        guard record.pcr == 0, bytes[record.data].starts(with: StartupLocality.signature) else { return }
        guard !pcr0Extended, locality == nil else { throw WireError(.badValue, at: record.offset) }
        do {
            locality = try StartupLocality(Array(bytes[record.data]), order: .little)
        } catch {
            throw WireError(error.reason, at: record.data.lowerBound + error.offset)
        }
    }
}
