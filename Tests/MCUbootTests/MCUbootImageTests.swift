import MCUboot
import Testing
import Wire

@Suite struct MCUbootImageTests {
    /// Header of 32 octets, 5 of payload, a protected counter, an unprotected hash.
    private static func octets(
        _ change: (inout MCUbootHeader) -> Void = { _ in }
    ) throws -> [UInt8] {
        let protected = MCUbootTLVArea(.protected, [MCUbootTLV(.securityCounter, [7, 0, 0, 0])])
        let unprotected = MCUbootTLVArea(.unprotected, [MCUbootTLV(.sha256, [UInt8](repeating: 0xAB, count: 32))])
        var header = MCUbootHeader(
            headerSize: 32,
            protectedSize: UInt16(protected.size),
            payloadSize: 5,
            version: MCUbootVersion(major: 1)
        )
        change(&header)
        return try header.serialized(order: .little) + [1, 2, 3, 4, 5] + protected.serialized(order: .little)
            + unprotected.serialized(order: .little)
    }

    @Test func `an image's parts are found with their places`() throws {
        let octets = try Self.octets()
        let image = try MCUbootImage(octets + [0xFF, 0xFF])
        #expect(octets.prefix(4) == [0x3D, 0xB8, 0xF3, 0x96])
        #expect(image.payload == 32..<37)
        #expect(image.covered == 0..<49)
        #expect(image.end == octets.count)
        #expect(image.protected?.first(.securityCounter)?.offset == 41)
        #expect(image.protected?.first(.securityCounter)?.value == [7, 0, 0, 0])
        #expect(image.unprotected.first(.sha256)?.valueRange == 57..<89)
    }

    @Test func `every shorter image is refused`() throws {
        let octets = try Self.octets()
        for count in 0..<octets.count {
            #expect(throws: WireError.self) { try MCUbootImage(Array(octets.prefix(count))) }
        }
        #expect(throws: Never.self) { try MCUbootImage(octets) }
    }

    @Test func `sizes that lie are refused at their place`() throws {
        let cases: [(Int, WireError, (inout MCUbootHeader) -> Void)] = [
            (1, WireError(.badValue, at: 8), { $0.headerSize = 31 }),
            (2, WireError(.badValue, at: 12), { $0.payloadSize = 0 }),
            (3, WireError(.truncated, at: 12), { $0.payloadSize = .max }),
            (4, WireError(.badValue, at: 36), { $0.payloadSize = 4 }),
            (5, WireError(.badValue, at: 39), { $0.protectedSize = 0 }),
            (6, WireError(.badValue, at: 39), { $0.protectedSize = .max }),
        ]
        for (_, error, change) in cases {
            #expect(throws: error) { try MCUbootImage(Self.octets(change)) }
        }
    }

    @Test func `an area is as long as its entries, and has no more of them than the limit`() throws {
        let entry = MCUbootTLV(MCUbootTLVType(rawValue: 0xA0), [])
        let most = MCUbootTLVArea(.protected, [MCUbootTLV](repeating: entry, count: MCUbootTLVArea.entryLimit))
        #expect(try MCUbootTLVArea(most.serialized(order: .little), order: .little).entries.count == 256)
        let more = MCUbootTLVArea(.protected, most.entries + [entry])
        #expect(throws: WireError(.tooLong, at: 4 + 256 * 4)) {
            try MCUbootTLVArea(more.serialized(order: .little), order: .little)
        }
        #expect(throws: WireError.self) { try MCUbootTLVArea([0x07, 0x69, 0x03, 0x00], order: .little) }
        #expect(throws: WireError.self) { try MCUbootTLVArea([0x09, 0x69, 0x04, 0x00], order: .little) }
        let tooLarge = MCUbootTLVArea(.protected, [MCUbootTLV(.bootRecord, [UInt8](repeating: 0, count: 65535))])
        #expect(throws: WireError.self) { try tooLarge.serialized(order: .little) }
    }

    @Test func `a dependency is twelve octets`() throws {
        let dependency = MCUbootDependency(image: 1, least: MCUbootVersion(major: 2, minor: 3, revision: 4, build: 5))
        let octets = try dependency.serialized(order: .little)
        #expect(octets == [1, 0, 0, 0, 2, 3, 4, 0, 5, 0, 0, 0])
        #expect(try MCUbootDependency(octets, order: .little) == dependency)
        #expect(throws: WireError(.badValue, at: 1)) {
            try MCUbootDependency([1, 0, 1, 0, 2, 3, 4, 0, 5, 0, 0, 0], order: .little)
        }
    }
}
