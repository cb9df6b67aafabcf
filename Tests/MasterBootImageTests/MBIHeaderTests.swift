import MasterBootImage
import Testing

@Suite struct MBIHeaderTests {
    private static let headers = [
        MBIHeader(imageCount: 1000, blockOffset: 0x38, loadAddress: 0),
        MBIHeader(imageCount: .max, blockOffset: 0xFFFF_FFFC, loadAddress: 0x1000_0000, isRecovery: true),
        MBIHeader(imageCount: 1000, blockOffset: 64, loadAddress: 4, hasTrustZone: true, imageVersion: 0xFFFF),
    ]

    @Test(arguments: headers)
    func `what is written into a vector table is read from it, and nothing else is touched`(header: MBIHeader) throws {
        let before = [UInt8](repeating: 0xEE, count: 100)
        var octets = before
        header.write(into: &octets)
        #expect(try MBIHeader(octets) == header)
        for place in octets.indices where ![0x20..<0x2C, 0x34..<0x38].contains(where: { $0.contains(place) }) {
            #expect(octets[place] == 0xEE)
        }
        var short = Array(before.prefix(MBIHeader.size - 1))
        header.write(into: &short)
        #expect(short == Array(before.prefix(MBIHeader.size - 1)))
        #expect(throws: MBIFault(.truncated, at: short.count)) { try MBIHeader(short) }
    }

    @Test func `types that are not signed, flags without meaning and places that cannot be are refused`() throws {
        var octets = [UInt8](repeating: 0, count: MBIHeader.size)
        Self.headers[0].write(into: &octets)
        for type in 0..<64 where type != 4 {
            var other = octets
            other[0x24] = UInt8(type)
            #expect(throws: MBIFault(.imageType, at: 0x24)) { try MBIHeader(other) }
        }
        for (place, value, reason, offset) in [
            (0x24, 0x84, .flags, 0x24), (0x25, 0x10, .flags, 0x24), (0x25, 0x04, .flags, 0x24),
            (0x27, 0x01, .flags, 0x24), (0x25, 0x40, .flags, 0x24), (0x28, 0x34, .blockOffset, 0x28),
            (0x28, 0x3A, .blockOffset, 0x28), (0x29, 0x04, .blockOffset, 0x28), (0x34, 0x02, .loadAddress, 0x34),
        ] as [(Int, UInt8, MBIFault.Reason, Int)] {
            var other = octets
            other[place] = value
            #expect(throws: MBIFault(reason, at: offset)) { try MBIHeader(other) }
        }
    }

    /// The check value that catalogues of CRCs give for CRC-32/MPEG-2.
    @Test func `the checksum is that of MPEG-2, in whatever parts the octets come`() {
        for parts in [["123456789"], ["1234", "56789"], ["12345678", "9"]] {
            var checksum = MBIChecksum()
            for part in parts { checksum.update(Array(part.utf8)) }
            #expect(checksum.value == 0x0376_E6E7)
        }
        let octets = (0..<1003).map { UInt8(truncatingIfNeeded: $0 * 31 + 7) }
        var (whole, single) = (MBIChecksum(), MBIChecksum())
        whole.update(octets)
        for octet in octets { single.update([octet]) }
        #expect(whole.value == single.value)
    }

    @Test(arguments: [24_111, 24_112, 24_113, 24_175, 24_176, 48_112, 100_003])
    func `what is folded has the checksum that its octets have one by one`(count: Int) {
        let octets = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 31 ^ $0 >> 7) }
        var (whole, parts, single) = (MBIChecksum(), MBIChecksum(), MBIChecksum())
        whole.update(octets)
        parts.update(Array(octets.prefix(5)))
        parts.update(Array(octets.dropFirst(5)))
        for octet in octets { single.update([octet]) }
        #expect(whole.value == single.value)
        #expect(parts.value == single.value)
    }
}
