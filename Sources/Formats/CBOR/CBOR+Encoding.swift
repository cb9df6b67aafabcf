extension CBOR {
    /// The deterministic encoding — RFC 8949, 4.2.1.
    public var octets: [UInt8] {
        var octets: [UInt8] = []
        append(to: &octets)
        return octets
    }

    private func append(to octets: inout [UInt8]) {
        switch self {
        case .unsigned(let value): Self.head(0, value, &octets)
        case .negative(let value): Self.head(1, value, &octets)
        case .bytes(let content):
            Self.head(2, UInt64(content.count), &octets)
            octets += content
        case .text(let text):
            Self.head(3, UInt64(text.utf8.count), &octets)
            octets += text.utf8
        case .array(let items):
            Self.head(4, UInt64(items.count), &octets)
            for item in items { item.append(to: &octets) }
        case .map(let map):
            Self.head(5, UInt64(map.count), &octets)
            for entry in map.entries {
                entry.key.append(to: &octets)
                entry.value.append(to: &octets)
            }
        case .tagged(let tag, let item):
            Self.head(6, tag, &octets)
            item.append(to: &octets)
        case .boolean(let value): octets.append(value ? 0xF5 : 0xF4)
        case .null: octets.append(0xF6)
        }
    }

    private static func head(_ major: UInt8, _ value: UInt64, _ octets: inout [UInt8]) {
        let kind = major << 5
        let size: Int
        switch value {
        case 0..<24:
            octets.append(kind | UInt8(value))
            return
        case 24..<0x100: size = 1
        case 0x100..<0x1_0000: size = 2
        case 0x1_0000..<0x1_0000_0000: size = 4
        default: size = 8
        }
        octets.append(kind | (size == 1 ? 24 : size == 2 ? 25 : size == 4 ? 26 : 27))
        for place in (0..<size).reversed() { octets.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
    }
}
