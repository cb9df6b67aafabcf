/// CRC-32 as MPEG-2 has it: 0x04C11DB7, most significant bit first, not inverted. Protects against nothing but accidents.
public struct MBIChecksum: Sendable {
    public private(set) var value: UInt32 = .max

    public init() {}

    /// Eight octets a step: octet by octet it would take several times as long as the hash.
    public mutating func update(_ octets: [UInt8]) {
        let (table, octets) = (Self.table, octets)
        var (value, place) = (value, 0)
        while place + 8 <= octets.count {
            let first =
                value ^ UInt32(octets[place]) << 24 ^ UInt32(octets[place + 1]) << 16 ^ UInt32(octets[place + 2]) << 8
                ^ UInt32(octets[place + 3])
            let one = table[0x700 + Int(first >> 24)] ^ table[0x600 + Int(first >> 16 & 0xFF)]
            let two = table[0x500 + Int(first >> 8 & 0xFF)] ^ table[0x400 + Int(first & 0xFF)]
            let three = table[0x300 + Int(octets[place + 4])] ^ table[0x200 + Int(octets[place + 5])]
            let four = table[0x100 + Int(octets[place + 6])] ^ table[Int(octets[place + 7])]
            value = one ^ two ^ three ^ four
            place += 8
        }
        for octet in octets[place...] {
            value = value << 8 ^ table[Int(UInt8(truncatingIfNeeded: value >> 24) ^ octet)]
        }
        self.value = value
    }

    /// For each octet what it leaves behind when up to seven others follow it: 256 for each number of followers.
    private static let table: [UInt32] = {
        var table: [UInt32] = (0..<256).map { start in
            (0..<8).reduce(UInt32(start) << 24) { value, _ in value >> 31 == 1 ? value << 1 ^ 0x04C1_1DB7 : value << 1 }
        }
        for place in 256..<8 * 256 {
            let before = table[place - 256]
            table.append(before << 8 ^ table[Int(before >> 24)])
        }
        return table
    }()
}
