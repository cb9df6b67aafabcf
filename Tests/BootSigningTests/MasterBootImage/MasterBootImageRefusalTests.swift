import BootSigning
import MasterBootImage
import Model
import Testing

@Suite struct MasterBootImageRefusalTests {
    @Test(arguments: MasterBootImageRefusal.refusals)
    func `each class of bad image is refused for its own reason, at its place`(
        refusal: MasterBootImageRefusal
    ) async throws {
        var signed = try await (refusal.isRooted ? SignedMasterBootImage.rooted : SignedMasterBootImage.certified).value
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

    /// Positive control of the cases that a trusted key signs, and of the counters.
    @Test func `an image that is signed anew without a lie is accepted, up to its counters`() async throws {
        var signed = try await SignedMasterBootImage.certified.value
        try await signed.forge { _ in }
        #expect(try signed.judged().holds)
        try await signed.reseal { $0[0] ^= 1 }
        #expect(try signed.judged().holds)
        try await signed.forge { $0.manifest.trustZone = Array("TZ-M".utf8) }
        #expect(try signed.judged().holds)
        signed.trust.counters = [
            "counter": UInt32(SignedMasterBootImage.firmwareVersion), "isk": SignedMasterBootImage.constraint,
        ]
        #expect(try signed.judged().holds)
        // A root key that signs itself has no constraint; that is said.
        var rooted = try await SignedMasterBootImage.rooted.value
        rooted.trust.counters["isk"] = 1000
        let judgement = try rooted.judged()
        #expect(judgement.holds)
        #expect(judgement.findings.contains { $0.code == .mbiNoSigningKey && $0.severity == .noted })
    }

    /// An image has nothing that the device does not use: the signature covers all of it.
    @Test func `every flip of one bit of a signed image is refused`() async throws {
        for task in [SignedMasterBootImage.certified, SignedMasterBootImage.rooted] {
            var signed = try await task.value
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
    }

    @Test func `every truncation is refused`() async throws {
        for task in [SignedMasterBootImage.certified, SignedMasterBootImage.rooted] {
            let signed = try await task.value
            for count in signed.image.indices {
                var cut = signed
                cut.image = Array(signed.image.prefix(count))
                #expect(try !cut.judged().holds)
            }
        }
    }

    /// Image, block, number and index of root keys, certificate, manifest: refused even when a trusted key signs the lie.
    @Test func `every length that lies is refused, signed or not`() async throws {
        let signed = try await SignedMasterBootImage.certified.value
        let certificate = 64 + 12 + 4 + 4 * 32 + 64
        let manifest = certificate + 12 + 64 + 64
        for (offset, size) in [(0x20, 4), (0x28, 4), (72, 4), (76, 1), (77, 1), (certificate, 4), (manifest + 12, 4)] {
            let value = signed.image[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            let most: UInt64 = 1 << (8 * UInt64(size)) - 1
            for lie in [0, value &- 1, value &+ 1, value &- 4, value &+ 4, value + 0x10, most] where lie & most != value
            {
                let octets = (0..<size).map { UInt8(truncatingIfNeeded: lie >> (8 * UInt64($0))) }
                var changed = signed
                changed.image.replaceSubrange(offset..<offset + size, with: octets)
                #expect(try !changed.judged().holds, "\(lie) at byte \(offset)")
                var resealed = signed
                try await resealed.reseal { $0.replaceSubrange(offset..<offset + size, with: octets) }
                #expect(try !resealed.judged().holds, "\(lie) at byte \(offset), signed")
            }
        }
    }
}
