/// CRC-32 as MPEG-2 has it: 0x04C11DB7, most significant bit first, not inverted. Protects against nothing but accidents.
public struct MBIChecksum: Sendable {
    public private(set) var value: UInt32 = .max
    /// Where octets are folded: kept, because memory that is new each time costs more than the folding.
    private var room: [UInt8] = []

    public init() {}

    /// Folds what is long, and takes eight octets of the rest at a step: octet by octet it would take several times as
    /// long as the hash, folded it takes an eighth of it.
    public mutating func update(_ octets: [UInt8]) {
        room.removeAll(keepingCapacity: true)
        room += octets
        var place = fold()
        let (table, octets) = (Self.table, room)
        var value = value
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

    /// Moves the first words into those behind them, without a table (after S. Russell, "Chorba: A novel CRC32
    /// implementation", 2024): 1 + y^2215 + y^2866 + y^3006 is a multiple of the polynomial, where y = x^64 is one word, so a
    /// word is worth the same 140, 791 and 3006 words later. Exclusive or knows no order of octets.
    ///
    /// - Returns: how many octets then count for nothing, with the value, which has gone into them.
    private mutating func fold() -> Int {
        // Eight words at once: the nearest that one changes is farther away.
        typealias Words = SIMD8<UInt64>
        let size = MemoryLayout<Words>.size
        let end = (room.count - 8 * 3006) / size * size
        guard end > 0 else { return 0 }
        for place in 0..<4 { room[place] ^= UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32(place))) }
        value = 0
        // The last octet that is changed is 3006 words behind the last one before `end`.
        unsafe room.withUnsafeMutableBytes { octets in
            for place in stride(from: 0, to: end, by: size) {
                let words = unsafe octets.loadUnaligned(fromByteOffset: place, as: Words.self)
                for distance in [140, 791, 3006] {
                    let later = place + 8 * distance
                    let sum = unsafe octets.loadUnaligned(fromByteOffset: later, as: Words.self) ^ words
                    unsafe octets.storeBytes(of: sum, toByteOffset: later, as: Words.self)
                }
            }
        }
        return end
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
