/// CRC-32 as MPEG-2 has it: 0x04C11DB7, most significant bit first, not inverted. Protects against nothing but accidents.
public struct MBIChecksum: Sendable {
    public private(set) var value: UInt32 = .max

    public init() {}

    public mutating func update(_ octets: some Sequence<UInt8>) {
        for octet in octets { value = value << 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: value >> 24) ^ octet)] }
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start) << 24) { value, _ in value >> 31 == 1 ? value << 1 ^ 0x04C1_1DB7 : value << 1 }
    }
}
