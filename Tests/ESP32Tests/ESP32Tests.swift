import Digests
import Testing
import Wire

@testable import ESP32

@Suite struct ESP32Tests {
    /// For n = 2^3072 − k the constants are k² and −n⁻¹ = k⁻¹ mod 2^32.
    @Test(arguments: [(1, 1), (3, 0xAAAA_AAAB), (5, 0xCCCC_CCCD)] as [(UInt8, UInt32)])
    func `constants of a modulus are those that can be computed by hand`(k: UInt8, inverse: UInt32) {
        var modulus = [UInt8](repeating: 0xFF, count: 384)
        modulus[383] = 0 &- k
        let constants = MontgomeryConstants(modulus)
        #expect(constants.squaredRadix == [UInt8](repeating: 0, count: 383) + [k * k])
        #expect(constants.inverse == inverse)
    }

    static let keys: [ESPPublicKey] = [
        .rsa3072(modulus: [0xC3] + [UInt8](repeating: 0xA5, count: 383), exponent: 65537),
        .ecdsaP256(x: [UInt8](1...32), y: [UInt8](33...64)),
        .ecdsaP384(x: [UInt8](1...48), y: [UInt8](49...96)),
    ]

    private func block(_ key: ESPPublicKey) -> ESPSignatureBlock {
        let scheme = key.scheme
        return ESPSignatureBlock(
            key: key,
            imageDigest: [UInt8](repeating: 7, count: scheme.digestSize),
            signature: (0..<scheme.signatureSize).map { UInt8($0 % 128 + 1) }
        )
    }

    @Test(arguments: keys)
    func `a sector of one to three blocks is read as it was written`(key: ESPPublicKey) throws {
        for count in 1...3 {
            let sector = ESPSignatureSector(blocks: [ESPSignatureBlock](repeating: block(key), count: count))
            #expect(sector.octets.count == 4096)
            #expect(try ESPSignatureSector(sector.octets) == sector)
        }
        let octets = block(key).octets
        #expect(octets.count == 1216)
        #expect(Array(octets.prefix(4)) == [0xE7, key.scheme.version, key.scheme.hashKind, 0])
        #expect(octets[(4 + key.scheme.digestSize)...].starts(with: key.octets))
    }

    @Test func `a sector of another size, or without a block, is none`() {
        let empty = [UInt8](repeating: 0xFF, count: 4096)
        #expect(throws: ESPSignatureFault(.missing, at: 0)) { try ESPSignatureSector(empty) }
        #expect(throws: ESPSignatureFault(.size, at: 4095)) { try ESPSignatureSector(empty.dropLast()) }
        #expect(throws: ESPSignatureFault(.size, at: 4096)) { try ESPSignatureSector(empty + [0xFF]) }
        #expect(throws: ESPSignatureFault(.magic, at: 0)) { try ESPSignatureSector(empty.dropLast() + [0]) }
        #expect(throws: ESPSignatureFault(.size, at: 0)) { try ESPSignatureSector([]) }
    }

    @Test(arguments: keys)
    func `whatever flip a sector survives, it is read as exactly those octets`(key: ESPPublicKey) throws {
        var octets = ESPSignatureSector(blocks: [block(key)]).octets
        for place in stride(from: 0, to: 1196, by: key.scheme == .rsa3072 ? 13 : 1) {
            let old = octets
            octets[place] ^= 0x10
            let checksum = CRC32.checksum(octets[..<1196])
            for index in 0..<4 { octets[1196 + index] = UInt8(truncatingIfNeeded: checksum >> (8 * index)) }
            if let sector = try? ESPSignatureSector(octets) { #expect(sector.octets == octets) }
            octets = old
        }
    }

    @Test func `headers are read as they were written, and nothing shorter is`() throws {
        let octets: [UInt8] = [
            0xE9, 3, 2, 0x2F, 0x00, 0x50, 0x37, 0x40, 0xEE, 1, 2, 3, 9, 0, 0, 1, 0, 99, 0, 4, 5, 6, 7, 1,
        ]
        let header = try ESPImageHeader(octets, order: .little)
        #expect(header.entryAddress == 0x4037_5000)
        #expect(header.chipName == "esp32s3")
        #expect(header.greatestRevision == 99)
        #expect(header.hasAppendedHash)
        #expect(try header.serialized(order: .little) == octets)
        for count in 0..<octets.count {
            #expect(throws: WireError.self) { try ESPImageHeader(Array(octets.prefix(count)), order: .little) }
        }
        let segment = ESPSegmentHeader(loadAddress: 0x3C00_0020, count: 256)
        #expect(try ESPSegmentHeader(segment.serialized(order: .little), order: .little) == segment)
        #expect(throws: WireError(.badValue, at: 4)) {
            try ESPSegmentHeader([0, 0, 0, 0, 2, 0, 0, 0], order: .little)
        }
        #expect(throws: WireError(.tooLong, at: 4)) {
            try ESPSegmentHeader([0, 0, 0, 0, 0, 0, 0, 1], order: .little)
        }
    }

    @Test func `a description shows no control characters, and other octets are none`() throws {
        var octets = [0x32, 0x54, 0xCD, 0xAB, 9, 0, 0, 0] + [UInt8](repeating: 0, count: 136)
        octets[16] = 0x1B
        octets[17] = 0x41
        let description = try #require(ESPAppDescription(octets))
        #expect(description.secureVersion == 9)
        #expect(description.version == "?A")
        #expect(ESPAppDescription(octets.dropLast()) == nil)
        octets[0] = 0
        #expect(ESPAppDescription(octets) == nil)
    }
}
