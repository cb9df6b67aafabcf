import Assessment
import DeviceTree
import Digests
import FIT
import MCUboot
import Model
import PKIX
import Readers
import Testing
import Wire

@Suite struct FirmwareKeyTests {
    /// MCUboot's root-ec-p256.pem: the public half, as its simulator has it (sim/mcuboot-sys/csupport/keys.c).
    private let published: [UInt8]
    private static let source = "MCUboot, root-ec-p256.pem"

    init() throws {
        published = try #require(
            Hexadecimal.decode(
                "3059301306072a8648ce3d020106082a8648ce3d030107034200042acb403ce8feed5ba44995a1a91daee8dbbe1937cd14fb2f"
                    + "245737e5953988d994b9d65aebd7cdd5308ad6fe48b24a6a810ee5f07d8b6834cc3a6afc538efac1"
            )
        )
    }

    /// A boot loader: code around the key.
    private func loader(_ key: [UInt8]) -> [UInt8] {
        (0..<3000).map { UInt8(truncatingIfNeeded: $0 * 7) } + key + [UInt8](repeating: 0xFF, count: 500)
    }

    private func development(_ reading: Reading) -> [String] {
        reading.observations.compactMap { $0.fields["development"] }
    }

    @Test func `a boot loader with a public development key is caught`() throws {
        let reading = try Readers.read(loader(published), as: "firmware-keys", ReadingOptions())
        #expect(development(reading) == [Self.source])
        #expect(reading.observations.first?.fields["storage"] == "firmware")
        #expect(try reading.isRecordable())
    }

    @Test func `its hash alone is caught too`() throws {
        let digest = try #require(
            Hexadecimal.decode("e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6")
        )
        #expect(development(try Readers.read(loader(digest), as: "firmware-keys", ReadingOptions())) == [Self.source])
    }

    @Test func `a key of one's own is noted, and is a verification key where a release key is given`() throws {
        var own = published
        own[60] ^= 1
        let reading = try Readers.read(loader(own), as: "firmware-keys", ReadingOptions())
        #expect(reading.observations.isEmpty && reading.notes.count == 1)
        let digest = try #require(reading.notes.first?.split(separator: "SHA-256 ").last?.split(separator: ",").first)
        let release = try #require(Hexadecimal.decode(String(digest)))
        let compared = try Readers.read(loader(own), as: "firmware-keys", ReadingOptions(releaseKeys: [release]))
        #expect(compared.observations.first?.fields["released"] == "yes" && development(compared).isEmpty)
    }

    @Test func `a file without keys misses them`() throws {
        let reading = try Readers.read(loader([]), as: "firmware-keys", ReadingOptions())
        #expect(reading.observations.isEmpty && reading.misses("a verification key: none"))
        // The beginning of a key at the end of a file is none.
        #expect(
            try Readers.read(loader([]) + published.prefix(60), as: "firmware-keys", ReadingOptions()).notes.isEmpty
        )
    }

    private func image(_ entries: [MCUbootTLV]) throws -> [UInt8] {
        let header = MCUbootHeader(headerSize: 32, protectedSize: 0, payloadSize: 4, version: MCUbootVersion(major: 1))
        return try header.serialized(order: .little) + [1, 2, 3, 4]
            + MCUbootTLVArea(.unprotected, entries).serialized(order: .little)
    }

    @Test func `an MCUboot image says which key it was signed with`() throws {
        let digest = try #require(
            Hexadecimal.decode("fc5701dc6135e1323847bdc40f04d2e5bee5833b23c29f93593d00018cfa9994")
        )
        let hash = MCUbootTLV(.sha256, [UInt8](repeating: 0, count: 32))
        let reading = try Readers.read(try image([hash, MCUbootTLV(.keyHash, digest)]), ReadingOptions())
        #expect(development(reading) == ["MCUboot and TF-M, root-rsa-2048.pem"])
        #expect(reading.observations.first?.name == "signer of the image")
        let whole = try Readers.read(try image([hash, MCUbootTLV(.publicKey, published)]), ReadingOptions())
        #expect(development(whole) == [Self.source])
    }

    @Test func `the key nodes of a control tree are compared, and those that nothing demands are named`() throws {
        let key = try PublicKeyInfo(der: published)
        for required in [FITRequirement.configuration, nil] {
            var tree = DeviceTree()
            try FITKeyNode(
                name: "dev",
                publicKey: key,
                algorithm: FITAlgorithm(hash: .sha256, key: .ecdsa256),
                required: required
            ).write(to: &tree)
            let octets = try tree.serialized()
            let reading = try Readers.read(octets, ReadingOptions())
            #expect(reading.fields(.verifyKey, "key-dev")?["development"] == Self.source)
            #expect(reading.misses("nothing demands it") == (required == nil))
            // Behind the boot loader's code, where U-Boot has it.
            let appended = try Readers.read(
                [UInt8](repeating: 0x90, count: 4096) + octets,
                as: "firmware-keys",
                ReadingOptions()
            )
            #expect(development(appended) == [Self.source])
        }
    }

    @Test func `an image or a tree that is cut off is refused`() throws {
        let image = try image([MCUbootTLV(.keyHash, [UInt8](repeating: 1, count: 32))])
        #expect(refusal { try Readers.read(Array(image.dropLast(8)), ReadingOptions()) }.contains("firmware-keys"))
        var tree = DeviceTree()
        try tree.addNode("signature", at: "/")
        let octets = try tree.serialized()
        #expect(refusal { try Readers.read(Array(octets.prefix(44)), ReadingOptions()) }.contains("device tree"))
        #expect(refusal { try Readers.read([1, 2, 3], as: "firmware-keys", ReadingOptions()) }.contains("3 octets"))
    }
}
