/// What every structure of HAB begins with: tag, length with this header (big-endian), and a parameter, which is the
/// version in all but commands and keys (HABv4 API reference, 6.2).
public struct HABHeader: Hashable, Sendable {
    public enum Tag: UInt8, Sendable {
        case vectorTable = 0xD1
        case deviceConfiguration = 0xD2
        case commandSequence = 0xD4
        case certificate = 0xD7
        case signature = 0xD8
    }

    /// Octets.
    public static let size = 4

    var tag: UInt8
    /// Octets, with the header.
    public var count: Int
    public var parameter: UInt8

    init(tag: UInt8, count: Int, parameter: UInt8) {
        self.tag = tag
        self.count = count
        self.parameter = parameter
    }

    /// Reads a header at `start`; what it announces lies wholly in the octets.
    init(_ octets: [UInt8], at start: Int) throws(HABFault) {
        tag = UInt8(try Octets.big(octets, start, 1))
        count = Int(try Octets.big(octets, start + 1, 2))
        parameter = UInt8(try Octets.big(octets, start + 3, 1))
        guard count >= Self.size else { throw HABFault(.length, at: start + 1) }
        guard count <= octets.count - start else { throw HABFault(.truncated, at: start + 1) }
    }

    /// Reads a header with this tag and a version, 4.0 to 4.15, at `start`.
    public init(_ octets: [UInt8], at start: Int, _ expected: Tag) throws(HABFault) {
        try self.init(octets, at: start)
        guard tag == expected.rawValue else { throw HABFault(.tag, at: start) }
        guard parameter >> 4 == 4 else { throw HABFault(.version, at: start + 3) }
    }

    var octets: [UInt8] { [tag] + Octets.big(count, 2) + [parameter] }
}
