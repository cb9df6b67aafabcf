/// What the boot ROM copies from the medium, and whereto: 12 octets, little-endian.
public struct HABBootData: Hashable, Sendable {
    /// Address of the first octet that is copied: of the vector table, or of what precedes it on the medium.
    public var start: UInt32
    /// Octets, with the command sequence and its data.
    public var count: UInt32
    /// Whether the image is a plug-in that the ROM calls to load another one.
    public var isPlugin: Bool

    public static let size = 12

    public init(start: UInt32, count: UInt32, isPlugin: Bool = false) {
        self.start = start
        self.count = count
        self.isPlugin = isPlugin
    }

    /// Reads the data with which the octets begin.
    public init(_ octets: [UInt8]) throws(HABFault) {
        start = try Octets.little(octets, 0)
        count = try Octets.little(octets, 4)
        let plugin = try Octets.little(octets, 8)
        guard plugin <= 1 else { throw HABFault(.bootData, at: 8) }
        isPlugin = plugin == 1
    }

    public var octets: [UInt8] { [start, count, isPlugin ? 1 : 0].flatMap(Octets.little) }
}
