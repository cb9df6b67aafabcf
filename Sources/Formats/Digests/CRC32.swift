/// CRC-32 of IEEE 802.3, as zlib computes it: reflected, 0xEDB88320. Protects against nothing but accidents.
public struct CRC32: Sendable {
    private var register: UInt32 = .max

    public init() {}

    public mutating func update(_ octets: some Sequence<UInt8>) {
        for octet in octets { register = register >> 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: register) ^ octet)] }
    }

    public var value: UInt32 { ~register }

    /// Most significant first.
    public var octets: [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }

    /// Of octets that are all there.
    public static func checksum(_ octets: some Sequence<UInt8>) -> UInt32 {
        var checksum = CRC32()
        checksum.update(octets)
        return checksum.value
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
}
