public import Wire

/// TCG_EfiSpecIDEvent — PFP, "Specification ID Version Event": the header of a crypto-agile log, the data of its first event.
///
/// Nothing in it is measured. It says how to read the log, and a wrong one fails at replay.
public struct SpecIDEvent: Hashable, Sendable {
    /// 0 for a client, 1 for a server.
    public var platformClass: UInt32
    public var specVersionMinor: UInt8
    public var specVersionMajor: UInt8
    public var specErrata: UInt8
    /// Size of the firmware's UINTN: 1 for 4 octets, 2 for 8. Not checked: no structure read here depends on it.
    public var uintnSize: UInt8
    /// One entry for each bank that the firmware extended, in the order of the log.
    public var digestSizes: [DigestSize]
    public var vendorInfo: [UInt8]

    public init(
        platformClass: UInt32 = 0,
        specVersionMinor: UInt8 = 0,
        specVersionMajor: UInt8 = 2,
        specErrata: UInt8 = 0,
        uintnSize: UInt8 = 2,
        digestSizes: [DigestSize],
        vendorInfo: [UInt8] = []
    ) {
        self.platformClass = platformClass
        self.specVersionMinor = specVersionMinor
        self.specVersionMajor = specVersionMajor
        self.specErrata = specErrata
        self.uintnSize = uintnSize
        self.digestSizes = digestSizes
        self.vendorInfo = vendorInfo
    }

    /// "Spec ID Event03" and its NUL.
    public static let signature: [UInt8] = Array("Spec ID Event03".utf8) + [0]
}

extension SpecIDEvent: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(from: &read, limits: .standard) }

    /// Refuses another signature or major version, no algorithm at all, and an algorithm that is declared twice.
    init(from read: inout WireReader, limits: EventLogLimits) throws(WireError) {
        let start = read.offset
        guard try read.bytes(Self.signature.count) == Self.signature else { throw WireError(.badValue, at: start) }
        let platformClass: UInt32 = try read()
        let minor: UInt8 = try read()
        let major: UInt8 = try read()
        guard major == 2 else { throw WireError(.badValue, at: read.offset - 1) }
        let errata: UInt8 = try read()
        let uintn: UInt8 = try read()
        let countAt = read.offset
        let count = Int(try read.integer(UInt32.self))
        guard count > 0 else { throw WireError(.badValue, at: countAt) }
        guard count <= limits.algorithms else { throw WireError(.tooLong, at: countAt) }
        let sizesAt = read.offset
        let sizes: [DigestSize] = try read.list(count, atMost: limits.algorithms)
        guard Set(sizes.map(\.algorithm)).count == sizes.count else { throw WireError(.badValue, at: sizesAt) }
        let vendorInfo = try read.bytes(Int(read.integer(UInt8.self)))
        self.init(
            platformClass: platformClass,
            specVersionMinor: minor,
            specVersionMajor: major,
            specErrata: errata,
            uintnSize: uintn,
            digestSizes: sizes,
            vendorInfo: vendorInfo
        )
    }

    public func write(to write: inout WireWriter) {
        write.append(Self.signature)
        write(platformClass, specVersionMinor, specVersionMajor, specErrata, uintnSize)
        write.count(digestSizes.count, as: UInt32.self)
        for size in digestSizes { write(size) }
        write.count(vendorInfo.count, as: UInt8.self)
        write.append(vendorInfo)
    }
}
