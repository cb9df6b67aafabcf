public import Digests
public import Wire

/// Writes a crypto-agile log, as firmware does.
///
/// ```swift
/// var log = EventLogWriter(banks: [.sha256, .sha384])
/// try log.append(pcr: 0, type: .sCRTMVersion, measuring: version)
/// try log.append(pcr: 4, type: .efiBootServicesApplication, data: loadEvent, digests: imageDigests)
/// ```
public struct EventLogWriter: Sendable {
    public let banks: [HashAlgorithm]
    /// The log so far; valid after every ``append(pcr:type:data:digests:)``.
    public private(set) var bytes: [UInt8]
    private let sizes: [DigestSize]

    /// Begins a log with its Spec ID event.
    ///
    /// - Throws: ``WireError`` for no bank, a bank given twice, one whose digest size is not known, or vendor
    ///   information longer than 255 octets.
    public init(banks: [HashAlgorithm], vendorInfo: [UInt8] = []) throws(WireError) {
        var sizes: [DigestSize] = []
        for bank in banks {
            guard let size = bank.digestSize, !sizes.contains(where: { $0.algorithm == bank }) else {
                throw WireError(.badValue, at: 0)
            }
            sizes.append(DigestSize(algorithm: bank, size: UInt16(size)))
        }
        guard !sizes.isEmpty else { throw WireError(.badValue, at: 0) }
        self.banks = banks
        self.sizes = sizes
        let header = SpecIDEvent(digestSizes: sizes, vendorInfo: vendorInfo)
        var write = WireWriter(order: .little)
        write(UInt32(0), EventType.noAction)
        write.append([UInt8](repeating: 0, count: 20))
        write.sized(as: UInt32.self) { $0(header) }
        bytes = try write.finish()
    }

    /// Appends an event: the digests are what was extended.
    ///
    /// - Parameters:
    ///   - pcr: 0 to 23.
    ///   - digests: exactly one for each bank.
    /// - Throws: ``WireError`` at the end of the log so far: ``WireError/Reason/badValue`` for digests that are not
    ///   those of the banks or a PCR that does not exist, ``WireError/Reason/tooLong`` for data beyond the limit.
    public mutating func append(
        pcr: Int,
        type: EventType,
        data: [UInt8],
        digests: [HashAlgorithm: [UInt8]]
    ) throws(WireError) {
        guard (0..<EventLogLimits.pcrs).contains(pcr), digests.count == banks.count else {
            throw WireError(.badValue, at: bytes.count)
        }
        guard data.count <= EventLogLimits.standard.eventDataBytes else { throw WireError(.tooLong, at: bytes.count) }
        var write = WireWriter(order: .little)
        write(UInt32(pcr), type, UInt32(sizes.count))
        for size in sizes {
            guard let digest = digests[size.algorithm], digest.count == Int(size.size) else {
                throw WireError(.badValue, at: bytes.count)
            }
            write(size.algorithm)
            write.append(digest)
        }
        write.sized(as: UInt32.self) { $0.append(data) }
        bytes += try write.finish()
    }

    /// Appends an event whose data is what is measured, and returns the digests to extend.
    @discardableResult
    public mutating func append(
        pcr: Int,
        type: EventType,
        measuring data: [UInt8]
    ) throws(WireError) -> [HashAlgorithm: [UInt8]] {
        var digests: [HashAlgorithm: [UInt8]] = [:]
        for bank in banks {
            guard let digest = try? bank.digest(data) else { throw WireError(.badValue, at: bytes.count) }
            digests[bank] = digest
        }
        try append(pcr: pcr, type: type, data: data, digests: digests)
        return digests
    }

    /// Appends an EV_NO_ACTION event, which is not extended: its digests are zero.
    public mutating func appendNoAction(pcr: Int = 0, data: [UInt8]) throws(WireError) {
        var digests: [HashAlgorithm: [UInt8]] = [:]
        for size in sizes { digests[size.algorithm] = [UInt8](repeating: 0, count: Int(size.size)) }
        try append(pcr: pcr, type: .noAction, data: data, digests: digests)
    }

    /// Says from which locality TPM2_Startup came; belongs before the first event of PCR 0.
    public mutating func append(_ locality: StartupLocality) throws(WireError) {
        try appendNoAction(data: try locality.serialized(order: .little))
    }
}
