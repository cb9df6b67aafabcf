import AHAB
import BootSigning
import Model
import Testing

@Suite struct AHABRefusalTests {
    @Test(arguments: AHABRefusal.refusals)
    func `each class of bad image is refused for its own reason, at its place`(refusal: AHABRefusal) async throws {
        var signed = try await SignedAHABImage.p256.value
        try #require(signed.judged().holds)
        try await refusal.mutate(&signed)
        let judgement = try signed.judged()
        let location = refusal.offset.map { "byte \($0)" }
        #expect(!judgement.holds)
        #expect(
            judgement.failures.contains { $0.code == refusal.finding && (location == nil || $0.location == location) },
            "\(judgement.failures)"
        )
    }

    /// Positive control of the cases that a trusted key signs.
    @Test func `a container that is signed anew without a change is accepted`() async throws {
        var signed = try await SignedAHABImage.p256.value
        try await signed.forge { _ in }
        #expect(try signed.judged().holds)
        try await signed.forge { $0.flags |= 0x100 }
        let judgement = try signed.judged()
        #expect(judgement.holds)
        #expect(judgement.findings.contains { $0.code == .ahabRevocation && $0.severity == .noted })
    }

    @Test func `every flip of one bit of a signed image is refused`() async throws {
        var signed = try await SignedAHABImage.p256.value
        var (flips, accepted) = (0, [Int]())
        for place in signed.image.indices {
            for bit in 0..<8 {
                signed.image[place] ^= 1 << bit
                if try signed.judged().holds { accepted.append(place * 8 + bit) }
                signed.image[place] ^= 1 << bit
                flips += 1
            }
        }
        #expect(flips == signed.image.count * 8)
        #expect(accepted.isEmpty)
    }

    @Test func `every truncation is refused`() async throws {
        let signed = try await SignedAHABImage.p256.value
        for count in signed.image.indices {
            let cut = SignedAHABImage(image: Array(signed.image.prefix(count)), trust: signed.trust, keys: signed.keys)
            #expect(try !cut.judged().holds)
        }
    }

    /// Container, block, table, records, signature, and where images lie: all the lengths and offsets there are.
    @Test func `every length that lies is refused`() async throws {
        let signed = try await SignedAHABImage.p256.value
        let fields = [
            (1, 2), (11, 1), (12, 2), (16, 4), (20, 4), (144, 4), (148, 4), (273, 2), (276, 2), (278, 2), (280, 2),
            (282, 2), (289, 2), (293, 2), (300, 2), (302, 2), (601, 2),
        ]
        for (offset, size) in fields {
            let value = signed.image[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            let most: UInt64 = 1 << (8 * UInt64(size)) - 1
            for lie in [0, value &- 1, value &+ 1, value &+ 8, most] where lie & most != value {
                var changed = signed
                let octets = (0..<size).map { UInt8(truncatingIfNeeded: lie >> (8 * UInt64($0))) }
                changed.image.replaceSubrange(offset..<offset + size, with: octets)
                #expect(try !changed.judged().holds, "\(lie) at byte \(offset)")
            }
        }
    }
}
