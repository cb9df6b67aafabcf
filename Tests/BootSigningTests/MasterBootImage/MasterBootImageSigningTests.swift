import BootSigning
import Digests
import KeyStore
import MasterBootImage
import Model
import Testing

@Suite struct MasterBootImageSigningTests {
    private static let algorithms: [SigningPublicKey.Algorithm] = [.ecdsaP256, .ecdsaP384]

    @Test(arguments: algorithms, 1...4)
    func `what a root key signs is booted by a device with their hash and by no other`(
        algorithm: SigningPublicKey.Algorithm,
        roots: Int
    ) async throws {
        let keys = try MasterBootImageKeys(algorithm, roots: roots)
        for index in 0..<roots {
            let signing = MasterBootImageSigning(try keys.block(index), firmwareVersion: 0xFFFF, loadAddress: 0)
            let image = try await keys.signed(MasterBootImageKeys.application(64 + index), signing, by: index)
            let judgement = try MasterBootImageFormat.verify(MemorySource(image), keys.trust())
            #expect(judgement.holds, "\(judgement.failures)")
            let other = try MasterBootImageKeys(algorithm, roots: roots).trust()
            #expect(try !MasterBootImageFormat.verify(MemorySource(image), other).holds)
        }
    }

    @Test(
        arguments: [
            (.ecdsaP256, .ecdsaP256), (.ecdsaP384, .ecdsaP256), (.ecdsaP384, .ecdsaP384),
        ] as [(SigningPublicKey.Algorithm, SigningPublicKey.Algorithm)]
    )
    func `an image signing key signs in a root key's place, until its constraint is below the counter`(
        algorithm: SigningPublicKey.Algorithm,
        signingKey: SigningPublicKey.Algorithm
    ) async throws {
        let keys = try MasterBootImageKeys(algorithm, roots: 3, signingKey: signingKey)
        let block = try await keys.certified(1, constraint: 7, data: [UInt8](repeating: 5, count: 96))
        let signing = MasterBootImageSigning(
            try MBICertificateBlock(block.octets),
            firmwareVersion: 9,
            loadAddress: 0x1000_0000,
            isRecovery: true,
            imageVersion: 513,
            trustZone: Array("TZ-M".utf8) + [UInt8](repeating: 0, count: 976)
        )
        let image = try await keys.signed(MasterBootImageKeys.application(1003), signing)
        var trust = try keys.trust()
        trust.counters = ["counter": 9, "isk": 7]
        let judgement = try MasterBootImageFormat.verify(MemorySource(image), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        trust.counters = ["isk": 8]
        let refused = try MasterBootImageFormat.verify(MemorySource(image), trust)
        #expect(refused.failures.map(\.code) == [.imageCounter])
    }

    /// What no chip would look at: the application's own octets, and the filling.
    @Test func `only the header is written into the application`() async throws {
        let keys = try MasterBootImageKeys(.ecdsaP256, roots: 1)
        let application = MasterBootImageKeys.application(3_000_001)
        let signing = MasterBootImageSigning(try keys.block(), firmwareVersion: 1, loadAddress: 0x1000)
        let image = try await keys.signed(application, signing)
        var expected = application
        try MBIHeader(image).write(into: &expected)
        #expect(Array(image.prefix(expected.count)) == expected)
        #expect(image[3_000_001..<3_000_004].allSatisfy { $0 == 0 })
        #expect(try MBIHeader(image).blockOffset == 3_000_004)
        #expect(try MasterBootImageFormat.verify(MemorySource(image), keys.trust()).holds)
    }

    @Test func `what no chip would start is not signed, nor by a key that may not`() async throws {
        let keys = try MasterBootImageKeys(.ecdsaP256)
        let application = MasterBootImageKeys.application()
        let block = try keys.block(1)
        func sign(_ application: [UInt8], _ change: (inout MasterBootImageSigning) -> Void = { _ in }) async throws {
            var signing = MasterBootImageSigning(block, firmwareVersion: 1, loadAddress: 0)
            change(&signing)
            _ = try await keys.signed(application, signing, by: 1)
        }
        try await sign(application)
        await #expect(throws: BedplateError(.malformed, "")) { try await sign(Array(application.prefix(0x37))) }
        await #expect(throws: BedplateError(.malformed, "")) { try await sign(application) { $0.loadAddress = 2 } }
        await #expect(throws: BedplateError(.malformed, "")) {
            try await sign(application) { $0.trustZone = Array("none".utf8) }
        }
        await #expect(throws: BedplateError(.malformed, "")) {
            try await sign(application) { $0.block.root.hashes.swapAt(0, 1) }
        }
        let signed = try await SignedMasterBootImage.certified.value.image
        await #expect(throws: BedplateError(.conflict, "")) { try await sign(signed) }
        await #expect(throws: BedplateError(.conflict, "")) {
            _ = try await keys.signed(
                application,
                MasterBootImageSigning(block, firmwareVersion: 1, loadAddress: 0),
                by: 2
            )
        }
        // A block whose certificate somebody changed, and one that lets another key sign.
        let certified = try await keys.certified(1)
        await #expect(throws: BedplateError(.malformed, "")) {
            try await sign(application) {
                $0.block = certified
                $0.block.signingKey?.constraint += 1
            }
        }
        await #expect(throws: BedplateError(.conflict, "")) {
            var sink = MemorySink()
            try await MasterBootImageSigning(certified, firmwareVersion: 1, loadAddress: 0)
                .sign(MemorySource(application), with: keys.roots[1], to: &sink)
        }
    }

    @Test func `root keys that make no table make no certificate block`() async throws {
        let keys = try MasterBootImageKeys(.ecdsaP256)
        let infos = keys.infos
        let strange = try SoftwareSigner.ephemeral(.ecdsaP384)
        let rsa = try SoftwareSigner.ephemeral(.rsa2048).publicKey.subjectPublicKeyInfo
        for (roots, code) in [
            ([], .malformed), (infos + infos, .malformed), ([infos[0], infos[0]], .conflict),
            (Array(infos.dropFirst()), .conflict), (infos.dropLast() + [rsa], .unsupportedScheme),
            (infos.dropLast() + [strange.publicKey.subjectPublicKeyInfo], .unsupportedScheme),
        ] as [([[UInt8]], BedplateError.Code)] {
            #expect(throws: BedplateError(code, "")) { try MBICertificateBlock(roots: roots, signedBy: keys.roots[0]) }
        }
        let block = try keys.block(0)
        for (key, data, index, code) in [
            (strange.publicKey.subjectPublicKeyInfo, [], 0, .unsupportedScheme), (rsa, [], 0, .unsupportedScheme),
            (infos[0], [], 0, .conflict), (infos[1], [], 1, .conflict), (infos[1], [1], 0, .malformed),
            (infos[1], [UInt8](repeating: 0, count: 100), 0, .malformed),
        ] as [([UInt8], [UInt8], Int, BedplateError.Code)] {
            await #expect(throws: BedplateError(code, "")) {
                try await block.certifying(key, constraint: 0, userData: data, with: keys.roots[index])
            }
        }
    }

    @Test func `an explanation accounts for every octet and names what covers it`() async throws {
        for signed in [try await SignedMasterBootImage.certified.value, try await SignedMasterBootImage.rooted.value] {
            let image = signed.image
            let explanation = try MasterBootImageFormat.explain(MemorySource(image + [0xFF, 0xFF]))
            var place = 0
            for region in explanation.regions {
                #expect(region.offset == place)
                place += region.count
            }
            #expect(place == image.count + 2)
            let bare = explanation.regions.filter(\.coveredBy.isEmpty).map(\.name)
            #expect(bare == ["signature of the image", "what follows the image"])
            #expect(explanation.properties["counter"] == "7")
            #expect(explanation.signatures.contains { $0.key?.count == 64 })
            #expect(try MasterBootImageFormat.recognises(MemorySource(image)))
            for format in BootFormats.all where format.name != MasterBootImageFormat.name {
                #expect(try !format.recognises(MemorySource(image)), "\(format)")
            }
        }
        let application = MasterBootImageKeys.application()
        #expect(try !MasterBootImageFormat.recognises(MemorySource(application)))
        #expect(throws: BedplateError(.malformed, "")) {
            try MasterBootImageFormat.explain(MemorySource(application))
        }
    }
}
