import AHAB
import BootSigning
import Digests
import KeyStore
import Model
import Testing

@Suite struct AHABSigningTests {
    @Test(arguments: [SigningPublicKey.Algorithm.ecdsaP256, .ecdsaP384, .rsa2048])
    func `what is signed is booted by a device with the SRK hash and by no other`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let keys = try AHABKeys(algorithm)
        let image = try SampleAHABImage(start: 0x2000, spacing: 0x400).octets()
        for index in 0..<4 {
            let signed = try await keys.signed(image, by: index)
            #expect(signed.count == image.count)
            #expect(signed.suffix(from: 0x2000) == image.suffix(from: 0x2000))
            let judgement = try AHABFormat.verify(MemorySource(signed), keys.trust())
            #expect(judgement.holds, "\(judgement.failures)")
            #expect(try !AHABFormat.verify(MemorySource(signed), AHABKeys(.ecdsaP256).trust()).holds)
        }
    }

    @Test func `two containers are signed, a signature is replaced, and NXP's container stays`() async throws {
        let sample = SampleAHABImage(start: 0x2000, spacing: 0x400, containers: 2)
        let (keys, others) = (try AHABKeys(.ecdsaP256), try AHABKeys(.ecdsaP384))
        var image = try await keys.signed(sample.octets())
        #expect(try AHABFormat.verify(MemorySource(image), keys.trust()).holds)
        image = try await others.signed(image, by: 3)
        #expect(try AHABFormat.verify(MemorySource(image), others.trust()).holds)
        #expect(try !AHABFormat.verify(MemorySource(image), keys.trust()).holds)
        // Nothing is left of a longer signature.
        let shorter = try await keys.signed(image)
        #expect(try AHABFormat.verify(MemorySource(shorter), keys.trust()).holds)
        // The first container as NXP's: signed by keys that the owner does not have.
        let nxp = try AHABKeys(.ecdsaP256)
        var first = try AHABContainer(Array(image.prefix(AHABContainer.count(ofHeader: image) ?? 0)))
        first.flags = 0x11
        let octets = try await nxp.forged(first).octets
        image.replaceSubrange(0..<0x400, with: octets + [UInt8](repeating: 0, count: 0x400 - octets.count))
        let signed = try await keys.signed(image)
        #expect(signed.prefix(0x400) == image.prefix(0x400))
        var trust = try keys.trust()
        #expect(try !AHABFormat.verify(MemorySource(signed), trust).holds)
        trust.digests += try nxp.trust().digests
        #expect(try AHABFormat.verify(MemorySource(signed), trust).holds)
    }

    @Test func `what no chip would start is not signed, nor by a key that is none of the four`() async throws {
        let keys = try AHABKeys(.ecdsaP256)
        let image = try SampleAHABImage().octets()
        var damaged = image
        damaged[0x400] ^= 1
        var filled = image
        filled[900] = 1
        for bad in [Array("no image at all".utf8), Array(image.dropLast()), damaged, filled] {
            await #expect(throws: BedplateError(.malformed, "")) { try await keys.signed(bad) }
        }
        var stranger = keys
        stranger.signers[1] = try SoftwareSigner.ephemeral(.ecdsaP256)
        let table = keys.infos
        await #expect(throws: BedplateError(.conflict, "")) {
            var sink = MemorySink()
            try await AHABSigning(keys: table).sign(MemorySource(image), with: stranger.signers[1], to: &sink)
        }
        await #expect(throws: BedplateError(.conflict, "")) {
            var sink = MemorySink()
            try await AHABSigning(keys: table, revocations: 2)
                .sign(MemorySource(image), with: keys.signers[1], to: &sink)
        }
        // Too large for the room up to the images.
        await #expect(throws: BedplateError(.conflict, "")) {
            try await AHABKeys(.rsa2048).signed(image)
        }
        #expect(throws: BedplateError(.malformed, "")) { try AHABSigning(keys: Array(table.prefix(3))) }
        let mixed = Array(table.prefix(3)) + [try SoftwareSigner.ephemeral(.ecdsaP384).publicKey.subjectPublicKeyInfo]
        #expect(throws: BedplateError(.unsupportedScheme, "")) { try AHABSigning(keys: mixed) }
    }

    @Test func `an explanation accounts for every octet and names what covers it`() async throws {
        let signed = try await SignedAHABImage.p256.value
        let explanation = try AHABFormat.explain(MemorySource(signed.image))
        var place = 0
        for region in explanation.regions {
            #expect(region.offset == place)
            place += region.count
        }
        #expect(place == signed.image.count)
        #expect(explanation.signatures.map(\.name) == ["container 0"])
        #expect(explanation.regions.filter { $0.name == "filling" }.allSatisfy { $0.coveredBy.isEmpty })
        #expect(
            explanation.regions.filter { $0.name.hasPrefix("image") }.allSatisfy { $0.coveredBy == ["container 0"] }
        )
        let unsigned = try AHABFormat.explain(MemorySource(SampleAHABImage().octets()))
        #expect(unsigned.notes == ["container 0 is not signed"])
        #expect(try AHABFormat.recognises(MemorySource(signed.image)))
        #expect(try !AHABFormat.recognises(MemorySource([0, 0, 0])))
    }
}
