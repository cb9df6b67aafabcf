import BootSigning
import HAB
import Model
import Testing

@Suite struct HABRefusalTests {
    private static func images() async throws -> [SignedHABImage] {
        [try await SignedHABImage.p256.value, try await SignedHABImage.fast.value]
    }

    @Test(arguments: HABRefusal.refusals)
    func `each class of bad image is refused for its own reason, at its place`(refusal: HABRefusal) async throws {
        var signed = try await (refusal.isFast ? SignedHABImage.fast : SignedHABImage.p256).value
        #expect(try signed.judged().holds)
        try await refusal.mutate(&signed)
        let judgement = try signed.judged()
        let location = refusal.offset.map { "byte \($0)" }
        #expect(!judgement.holds)
        #expect(
            judgement.failures.contains { $0.code == refusal.finding && (location == nil || $0.location == location) },
            "\(judgement.failures)"
        )
    }

    /// Positive control of the cases that trusted keys sign.
    @Test func `an image that is signed anew without a change is accepted, and what it unlocks is noted`() async throws
    {
        var signed = try await SignedHABImage.p256.value
        try await signed.forge { _ in }
        #expect(try signed.judged().holds)
        try await signed.forge { $0.more = [.unlock(engine: .caam, features: 1, unit: nil)] }
        var judgement = try signed.judged()
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(judgement.findings.contains { $0.code == .habUnlock && $0.severity == .noted })
        // Parts that a signature leaves out are accepted where they say nothing, as NXP's tool makes them.
        try await signed.forge { $0.blocks[0].count = 128 }
        judgement = try signed.judged()
        #expect(judgement.holds, "\(judgement.failures)")
    }

    @Test(arguments: [false, true])
    func `every flip of one bit of a signed image is refused`(isFast: Bool) async throws {
        var signed = try await Self.images()[isFast ? 1 : 0]
        #expect(try signed.judged().holds)
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

    /// One bit of each octet: RSA images are long.
    @Test func `a flip in any octet of an image that RSA signed is refused`() async throws {
        let keys = try await HABKeys(.rsa2048)
        var sink = MemorySink()
        try await keys.signing(room: 5000).sign(MemorySource(SampleHABImage(before: 0xE00).octets), to: &sink)
        var signed = SignedHABImage(image: sink.bytes, trust: try keys.trust(), keys: keys, start: 0)
        #expect(try signed.judged().holds)
        for place in signed.image.indices {
            signed.image[place] ^= 1 << UInt8(place % 8)
            #expect(try !signed.judged().holds, "octet \(place)")
            signed.image[place] ^= 1 << UInt8(place % 8)
        }
        #expect(try signed.judged().holds)
    }

    @Test(arguments: [false, true])
    func `every truncation is refused`(isFast: Bool) async throws {
        let signed = try await Self.images()[isFast ? 1 : 0]
        for count in signed.image.indices {
            var cut = signed
            cut.image = Array(signed.image.prefix(count))
            #expect(try !cut.judged().holds)
        }
    }

    /// All the lengths, addresses and places there are: of vector table, boot data, device configuration, commands,
    /// blocks, SRK table and its keys, certificates, signatures, and of the DER in them.
    @Test func `every length that lies is refused`() async throws {
        let signed = try await SignedHABImage.p256.value
        let csf = SignedHABImage.start
        let little = [4, 12, 16, 20, 24, 32, 36].map { ($0, 4, true) }
        var fields = little + [(1, 2, false), (49, 2, false), (csf + 1, 2, false)]
        for command in 0..<5 {
            let place = csf + 4 + 12 * command
            fields += [(place + 1, 2, false), (place + 8, 4, false)]
            let data = signed.place(of: command)
            fields.append((data + 1, 2, false))
            // The DER begins with 30 82 and two octets of length.
            if command > 0 { fields.append((data + 6, 2, false)) }
        }
        fields += [(csf + 4 + 48 + 12, 4, false), (csf + 4 + 48 + 16, 4, false)]
        for key in 0..<4 {
            fields += [(HABRefusal.table + 5 + 76 * key, 2, false), (HABRefusal.table + 14 + 76 * key, 2, false)]
        }
        for (offset, size, isLittle) in fields {
            let octets = Array(signed.image[offset..<offset + size])
            let value = (isLittle ? octets.reversed() : octets).reduce(0) { $0 << 8 | UInt64($1) }
            let most: UInt64 = 1 << (8 * UInt64(size)) - 1
            for lie in [0, value &- 1, value &+ 1, value &+ 8, most] where lie & most != value {
                var changed = signed
                let little = (0..<size).map { UInt8(truncatingIfNeeded: lie >> (8 * UInt64($0))) }
                changed.image.replaceSubrange(offset..<offset + size, with: isLittle ? little : little.reversed())
                #expect(try !changed.judged().holds, "\(lie) at byte \(offset)")
            }
        }
    }
}
