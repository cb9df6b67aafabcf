/// The table of one to four super root keys (SRK) whose hash is fused.
///
/// Its header is not part of that hash: therefore it has one form, that of NXP's tools, with version 4.0.
public struct HABRootKeyTable: Hashable, Sendable {
    public var keys: [HABRootKey]

    public static let limit = 4
    public static let version: UInt8 = 0x40

    public init(keys: [HABRootKey]) { self.keys = keys }

    public var octets: [UInt8] {
        let entries = keys.flatMap(\.octets)
        let tag = HABHeader.Tag.certificate.rawValue
        return HABHeader(tag: tag, count: 4 + entries.count, parameter: Self.version).octets + entries
    }

    /// Reads the table at `start`.
    public init(_ octets: [UInt8], at start: Int) throws(HABFault) {
        let header = try HABHeader(octets, at: start, .certificate)
        guard header.parameter == Self.version else { throw HABFault(.version, at: start + 3) }
        let table = Array(octets.prefix(start + header.count))
        var keys: [HABRootKey] = []
        var place = start + HABHeader.size
        while place < table.count {
            guard keys.count < Self.limit else { throw HABFault(.srkCount, at: place) }
            let (key, count) = try HABRootKey.read(table, at: place)
            keys.append(key)
            place += count
        }
        guard !keys.isEmpty else { throw HABFault(.srkCount, at: start) }
        self.init(keys: keys)
    }
}
