import BootSigning
import Digests
import KeyStore
import Model
import Testing
import TrustedFirmware

@Suite struct TrustedFirmwareSigningTests {
    /// Images of which the chain has several roots or counters to judge.
    private static let images: [(ChainOfTrust, [ImageUUID])] = [
        (.tbbr, [.trustedBoot, .soc, .trustedOS, .nonTrusted]),
        (.dualRoot, [.trustedBoot, .soc, .trustedOS, .nonTrusted]),
        (.cca, [.trustedBoot, .soc, .realmManager, .trustedOS, .nonTrusted]),
    ]

    @Test(arguments: images)
    func `what each chain signs holds for its own device`(chain: ChainOfTrust, images: [ImageUUID]) async throws {
        let bench = try TrustedFirmwareBench(chain: chain)
        let package = MemorySource(try await bench.package(images))
        let judgement = try TrustedFirmwareFormat.verify(package, try bench.trust, chain: chain)
        #expect(judgement.holds, "\(judgement.failures)")
        for other in ChainOfTrust.all where other != chain {
            #expect(!(try TrustedFirmwareFormat.verify(package, try bench.trust, chain: other).holds))
        }
    }

    @Test func `a root key is no other root: the platform's cannot sign for the secure world, nor the reverse`()
        async throws
    {
        var bench = try TrustedFirmwareBench(chain: .dualRoot)
        let trust = try bench.trust
        (bench.signers[.root], bench.signers[.platformRoot]) = (bench.signers[.platformRoot], bench.signers[.root])
        let package = MemorySource(try await bench.package([.trustedBoot, .nonTrusted]))
        let judgement = try TrustedFirmwareFormat.verify(package, trust, chain: .dualRoot)
        #expect(judgement.failures.count { $0.code == .imageKeyTrusted } == 2)
    }

    @Test func `a second root key that the device does not have is demanded`() async throws {
        let bench = try TrustedFirmwareBench(chain: .dualRoot)
        var trust = try bench.trust
        trust.keys[0].name = nil
        let package = MemorySource(try await bench.package([.trustedBoot, .nonTrusted]))
        let judgement = try TrustedFirmwareFormat.verify(package, trust, chain: .dualRoot)
        #expect(judgement.failures.contains { $0.code == .imageKeyRequired })
    }

    @Test func `a device fused with SHA-384 or SHA-512 of the root key, or holding the key, accepts it too`()
        async throws
    {
        let bench = try TrustedFirmwareBench()
        let package = MemorySource(try await bench.package())
        var trust = try bench.trust
        let root = try bench.key(.root)
        for hash in [HashAlgorithm.sha384, .sha512] {
            trust.digests = [.init(try TrustedFirmwareFormat.rootKeyDigest(of: root, hash))]
            #expect(try TrustedFirmwareFormat.verify(package, trust).holds)
        }
        trust.digests = []
        trust.keys = [.init(subjectPublicKeyInfo: root)]
        #expect(try TrustedFirmwareFormat.verify(package, trust).holds)
    }

    @Test func `another party's key is named by its public half alone`() async throws {
        var bench = try TrustedFirmwareBench()
        let foreign = try bench.key(.nonTrustedWorld)
        bench.signers[.nonTrustedWorld] = nil
        var signing = bench.signing
        let content = TrustedFirmwareBench.content([.soc])
        await #expect(throws: BedplateError(.notFound, "")) { try await signing.sign(content) }
        signing.publicKeys[.nonTrustedWorld] = foreign
        let package = MemorySource(try bench.octets(try await signing.sign(content)))
        #expect(try TrustedFirmwareFormat.verify(package, try bench.trust).holds)
    }

    @Test func `nothing is assumed: no counter, no main image, no image at all`() async throws {
        let bench = try TrustedFirmwareBench()
        var signing = bench.signing
        let refused = BedplateError(.malformed, "")
        await #expect(throws: refused) { try await signing.sign(FirmwarePackageContent()) }
        await #expect(throws: refused) { try await signing.sign(TrustedFirmwareBench.content([.socConfiguration])) }
        await #expect(throws: refused) { try await signing.sign(TrustedFirmwareBench.content([.realmManager])) }
        signing.counters[.trusted] = 1 << 31
        await #expect(throws: refused) { try await signing.sign(TrustedFirmwareBench.content([.trustedBoot])) }
        signing.counters[.trusted] = nil
        await #expect(throws: refused) { try await signing.sign(TrustedFirmwareBench.content([.trustedBoot])) }
        signing.signers[.root] = try SoftwareSigner.ephemeral(.ed25519)
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await signing.sign(TrustedFirmwareBench.content([.nonTrustedUpdater]))
        }
    }

    @Test func `counters above the device's are accepted, as an update is`() async throws {
        let bench = try TrustedFirmwareBench()
        var trust = try bench.trust
        trust.counters = ["trusted": 30]
        #expect(try TrustedFirmwareFormat.verify(MemorySource(try await bench.package()), trust).holds)
    }

    @Test func `the explanation names every octet, what covers it and what does not`() async throws {
        let bench = try TrustedFirmwareBench()
        var content = try await bench.signing.sign(TrustedFirmwareBench.content(TrustedFirmwareBench.usual))
        content.set(.trustedBootConfiguration, MemorySource([1, 2, 3]))
        content.alignment = 64
        let package = try bench.octets(content)
        let explanation = try TrustedFirmwareFormat.explain(MemorySource(package))
        var place = 0
        for region in explanation.regions {
            #expect(region.offset == place)
            place += region.count
        }
        #expect(place == package.count)
        let covered = Dictionary(explanation.regions.map { ($0.name, $0.coveredBy) }) { first, _ in first }
        #expect(covered["soc-fw"] == ["soc-fw-cert"])
        #expect(covered["soc-fw-cert"] == ["soc-fw-cert"])
        #expect(covered["tb-fw-config"] == [])
        #expect(covered["header"] == [])
        #expect(explanation.notes.contains { $0.hasPrefix("tb-fw-config: ") })
        #expect(Set(explanation.signatures.map(\.name)).isSuperset(of: ["tb-fw-cert", "nt-fw-key-cert"]))
        #expect(explanation.properties["tb-fw-cert counter .2100.1"] == "31")
        #expect(throws: BedplateError(.malformed, "")) {
            try TrustedFirmwareFormat.explain(MemorySource(Array(package.dropLast())))
        }
    }

    @Test func `an image of a package is read where it lies, and never beside it`() async throws {
        let bench = try TrustedFirmwareBench()
        let package = try FirmwarePackage(MemorySource(try await bench.package()))
        let image = try #require(package[.soc])
        #expect(try image.octets(in: 0..<image.count) == TrustedFirmwareBench.image(.soc))
        #expect(throws: BedplateError(.malformed, "")) { try image.octets(in: 0..<(image.count + 1)) }
        #expect(package[.trustedOS] == nil)
    }
}
