import BootSigning
import Model
import Testing

/// No change of a signed image is accepted: the chip uses every octet of it, or it is refused.
@Suite struct ESP32MutationTests {
    @Test func `every flip of one bit of a signed image is refused`() async throws {
        var signed = try await SignedESPImage.of(.p256)
        try #require(signed.judged().holds)
        var (flips, accepted) = (0, [Int]())
        for place in signed.image.indices {
            for bit in 0..<8 {
                signed.image[place] ^= 1 << bit
                if try signed.judged().holds { accepted.append(place * 8 + bit) }
                signed.image[place] ^= 1 << bit
                flips += 1
            }
        }
        #expect(flips == 65_536)
        #expect(accepted.isEmpty)
        try #require(signed.judged().holds)
    }

    /// A CRC keeps nobody out: whoever changes a block makes it anew.
    @Test(arguments: [SignedESPImage.Kind.rsa, .p384])
    func `every flip of one bit of a block is refused, the CRC made anew`(kind: SignedESPImage.Kind) async throws {
        var signed = try await SignedESPImage.of(kind)
        var accepted: [Int] = []
        // For RSA each costs a private-key-sized computation of constants: every bit of the fields that are no large
        // numbers, and every eleventh of those.
        for bit in 0..<(1196 * 8) where kind != .rsa || bit < 288 || (3360..<3392).contains(bit) || bit % 11 == 0 {
            let place = SignedESPImage.block() + bit / 8
            signed.image[place] ^= 1 << (bit % 8)
            signed.reseal()
            if try signed.judged().holds { accepted.append(bit) }
            signed.image[place] ^= 1 << (bit % 8)
        }
        signed.reseal()
        #expect(accepted.isEmpty)
        try #require(signed.judged().holds)
    }

    @Test(arguments: SignedESPImage.Kind.allCases)
    func `every truncation is refused`(kind: SignedESPImage.Kind) async throws {
        let signed = try await SignedESPImage.of(kind)
        for count in 0..<signed.image.count where kind == .p256 || count % 61 == 0 {
            let cut = SignedESPImage(image: Array(signed.image.prefix(count)), trust: signed.trust)
            #expect(try !cut.judged().holds)
        }
    }

    /// Segment count, the hash flag and both segments' lengths: all the lengths there are.
    @Test func `every length that lies is refused`() async throws {
        let signed = try await SignedESPImage.of(.p256)
        for (offset, size) in [(1, 1), (23, 1), (28, 4), (32 + 256 + 4, 4)] {
            let value = signed.image[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            let most: UInt32 = size == 1 ? 255 : .max
            for lie in [0, value &- 1, value &+ 1, value &- 4, value &+ 4, most, most - 3] where lie & most != value {
                var changed = signed
                changed.image.replaceSubrange(offset..<offset + size, with: SampleESPImage.number(lie).prefix(size))
                #expect(try !changed.judged().holds, "\(lie) at byte \(offset)")
            }
        }
    }
}
