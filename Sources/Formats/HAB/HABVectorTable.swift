/// The image vector table, with which an image begins: 32 octets, little-endian behind the header (i.MX 8M reference
/// manual, "Image Vector Table Structure"). All are addresses where the image is loaded.
public struct HABVectorTable: Hashable, Sendable {
    public var version: UInt8
    public var entry: UInt32
    /// Of the device configuration data; zero when there are none.
    public var deviceConfiguration: UInt32
    public var bootData: UInt32
    /// Of this table.
    public var address: UInt32
    /// Of the command sequence; zero for an image that is not signed.
    public var commandSequence: UInt32

    public static let size = 32

    public init(
        version: UInt8,
        entry: UInt32,
        deviceConfiguration: UInt32 = 0,
        bootData: UInt32,
        address: UInt32,
        commandSequence: UInt32 = 0
    ) {
        self.version = version
        self.entry = entry
        self.deviceConfiguration = deviceConfiguration
        self.bootData = bootData
        self.address = address
        self.commandSequence = commandSequence
    }

    /// Whether octets begin like such a table.
    public static func isVectorTable(_ octets: [UInt8]) -> Bool {
        octets.count >= size && octets.starts(with: [0xD1, 0, 32]) && octets[3] >> 4 == 4
    }

    /// Reads the table with which the octets begin.
    public init(_ octets: [UInt8]) throws(HABFault) {
        let header = try HABHeader(octets, at: 0, .vectorTable)
        guard header.count == Self.size else { throw HABFault(.length, at: 1) }
        self.init(
            version: header.parameter,
            entry: try Octets.little(octets, 4),
            deviceConfiguration: try Octets.little(octets, 12),
            bootData: try Octets.little(octets, 16),
            address: try Octets.little(octets, 20),
            commandSequence: try Octets.little(octets, 24)
        )
        for place in [8, 28] where try Octets.little(octets, place) != 0 { throw HABFault(.reserved, at: place) }
    }

    public var octets: [UInt8] {
        HABHeader(tag: HABHeader.Tag.vectorTable.rawValue, count: Self.size, parameter: version).octets
            + [entry, 0, deviceConfiguration, bootData, address, commandSequence, 0].flatMap(Octets.little)
    }
}
