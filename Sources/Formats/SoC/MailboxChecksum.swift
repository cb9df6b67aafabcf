/// CRC-32 (IEEE 802.3) of frames and of fuse values, with sixteen words of table: it lies in the ROM.
public struct MailboxChecksum: Sendable {
    private var state: UInt32 = .max

    public init() {}

    @inline(__always)
    public mutating func update(_ octet: UInt8) {
        let low = state ^ UInt32(octet)
        let half = Self.table[Int(truncatingIfNeeded: low & 15)] ^ low >> 4
        state = Self.table[Int(truncatingIfNeeded: half & 15)] ^ half >> 4
    }

    public mutating func update(_ octets: Span<UInt8>) {
        var place = 0
        while place < octets.count {
            update(octets[place])
            place &+= 1
        }
    }

    public var value: UInt32 { ~state }

    private static let table: InlineArray<16, UInt32> = [
        0x0000_0000, 0x1DB7_1064, 0x3B6E_20C8, 0x26D9_30AC, 0x76DC_4190, 0x6B6B_51F4, 0x4DB2_6158, 0x5005_713C,
        0xEDB8_8320, 0xF00F_9344, 0xD6D6_A3E8, 0xCB61_B38C, 0x9B64_C2B0, 0x86D3_D2D4, 0xA00A_E278, 0xBDBD_F21C,
    ]
}
