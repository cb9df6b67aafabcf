import BootSigning
import Digests
import HAB
import KeyStore
import Model
import PKIX
import Testing

@Suite struct HABSigningTests {
    private func signed(_ image: [UInt8], _ signing: HABSigning) async throws -> [UInt8] {
        var sink = MemorySink()
        try await signing.sign(MemorySource(image), to: &sink)
        return sink.bytes
    }

    @Test(arguments: [SigningPublicKey.Algorithm.ecdsaP256, .ecdsaP384, .rsa2048], [true, false])
    func `what is signed is booted by a device with the SRK hash and by no other`(
        algorithm: SigningPublicKey.Algorithm,
        areAuthorities: Bool
    ) async throws {
        let keys = try await HABKeys(algorithm, areAuthorities: areAuthorities)
        let image = SampleHABImage().octets
        let signing = try areAuthorities ? keys.signing() : keys.fastSigning()
        let signed = try await signed(image, signing)
        let judgement = try HABFormat.verify(MemorySource(signed), keys.trust())
        #expect(judgement.holds, "\(judgement.failures)")
        // Behind the image at the next 4 KiB of what is loaded, 0x400 octets of which stand before it; and 8 KiB of room.
        #expect(signed.count == 0xC00 + 0x2000)
        #expect(signed[64..<image.count] == image[64...])
        let others = try await HABKeys(.ecdsaP256)
        #expect(try !HABFormat.verify(MemorySource(signed), others.trust()).holds)
        #expect(try HABFormat.recognises(MemorySource(signed)))
    }

    @Test func `a signature is replaced, and the commands stay where the vector table says`() async throws {
        let (keys, others) = (try await HABKeys(.ecdsaP256), try await HABKeys(.ecdsaP384, areAuthorities: false))
        let first = try await signed(SampleHABImage(codeCount: 5000).octets, keys.signing())
        let second = try await signed(first, others.fastSigning(by: 3))
        #expect(second.count == first.count)
        #expect(try HABFormat.verify(MemorySource(second), others.trust()).holds)
        #expect(try !HABFormat.verify(MemorySource(second), keys.trust()).holds)
        let third = try await signed(second, keys.signing(unlocks: [.init(engine: .caam, features: 1)]))
        let judgement = try HABFormat.verify(MemorySource(third), keys.trust())
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(judgement.findings.contains { $0.code == .habUnlock })
        // As mkimage leaves an image for i.MX: the place of the commands is said, and nothing stands there.
        let cut = Array(first.prefix(try placeOfCommands(first)))
        let again = try await signed(cut, keys.signing())
        #expect(try HABFormat.verify(MemorySource(again), keys.trust()).holds)
        #expect(again.count == first.count)
    }

    private func placeOfCommands(_ image: [UInt8]) throws -> Int {
        let vectors = try HABVectorTable(image)
        return Int(vectors.commandSequence) - Int(vectors.address)
    }

    @Test func `what no chip would start, or what would be lost, is not signed`() async throws {
        let keys = try await HABKeys(.ecdsaP256)
        let image = SampleHABImage().octets
        var entry = image
        entry[7] = 0
        var start = image
        start[33] = 0xFF
        for bad in [
            [], Array("no image at all, and long enough to be one".utf8), Array(image.prefix(40)), entry, start,
        ] {
            await #expect(throws: BedplateError(.malformed, "")) { try await signed(bad, keys.signing()) }
        }
        // Something behind the image; a room that is too small.
        await #expect(throws: BedplateError(.conflict, "")) { try await signed(image + [1], keys.signing()) }
        await #expect(throws: BedplateError(.conflict, "")) { try await signed(image, keys.signing(room: 1000)) }
        // Commands that were damaged are not overwritten unseen.
        var damaged = try await signed(image, keys.signing())
        damaged[try placeOfCommands(damaged)] ^= 1
        await #expect(throws: BedplateError(.conflict, "")) { try await signed(damaged, keys.signing()) }
        // Octets among the commands' data that are none of theirs.
        var hidden = try await signed(image, keys.signing())
        await #expect(throws: Never.self) { try await signed(hidden, keys.signing()) }
        hidden[hidden.count - 1] = 1
        await #expect(throws: BedplateError(.conflict, "")) { try await signed(hidden, keys.signing()) }
    }

    @Test func `keys that do not fit each other are refused before anything is signed`() async throws {
        let keys = try await HABKeys(.ecdsaP256)
        let authorities = try keys.table
        func signing(
            _ authentication: HABSigning.Authentication,
            index: Int = HABKeys.index,
            table: HABRootKeyTable? = nil
        ) throws -> HABSigning {
            try HABSigning(
                table: table ?? authorities,
                rootIndex: index,
                authentication: authentication,
                signingTime: HABKeys.time
            )
        }
        let certified = HABSigning.Authentication.certified(commands: keys.commands, image: keys.image)
        _ = try signing(certified)
        #expect(throws: BedplateError(.conflict, "")) { try signing(certified, index: 2) }
        #expect(throws: BedplateError(.malformed, "")) { try signing(certified, index: 4) }
        #expect(throws: BedplateError(.malformed, "")) { try signing(certified, table: HABRootKeyTable(keys: [])) }
        let mixed = HABSigning.Key(certificate: keys.image.certificate, signer: keys.commandSigner)
        #expect(throws: BedplateError(.conflict, "")) { try signing(.certified(commands: keys.commands, image: mixed)) }
        let root = HABSigning.Key(certificate: keys.certificates[1], signer: keys.roots[1])
        // An authority signs no image, and what is none signs no certificate.
        #expect(throws: BedplateError(.conflict, "")) { try signing(.fast(root)) }
        let plain = HABRootKeyTable(
            keys: authorities.keys.map { key in
                guard case .key(let info, _) = key else { return key }
                return .key(info, isAuthority: false)
            }
        )
        _ = try signing(.fast(root), table: plain)
        #expect(throws: BedplateError(.conflict, "")) { try signing(certified, table: plain) }
        #expect(throws: BedplateError(.conflict, "")) { try signing(.fast(root), index: 2, table: plain) }
    }

    @Test func `an explanation accounts for every octet and names what covers it`() async throws {
        for signed in [try await SignedHABImage.p256.value, try await SignedHABImage.fast.value] {
            let explanation = try HABFormat.explain(MemorySource(signed.image))
            var place = 0
            for region in explanation.regions {
                #expect(region.offset == place)
                place += region.count
            }
            #expect(place == signed.image.count)
            let names = ["vector table", "boot data", "device configuration", "image"]
            for region in explanation.regions where names.contains(region.name) {
                #expect(region.coveredBy == ["image"], "\(region)")
            }
            #expect(explanation.regions.contains { $0.name == "commands" && $0.coveredBy == ["CSF"] })
            #expect(explanation.regions.filter { $0.name == "filling" }.allSatisfy { $0.coveredBy.isEmpty })
        }
        let parts = try HABFormat.parts(MemorySource(try await SignedHABImage.p256.value.image))
        #expect(parts.map(\.range) == [0..<SignedHABImage.start])
        let unsigned = try HABFormat.explain(MemorySource(SampleHABImage().octets))
        #expect(unsigned.notes.contains("the image is not signed"))
        #expect(try !HABFormat.recognises(MemorySource([0xD1, 0, 32])))
    }
}
