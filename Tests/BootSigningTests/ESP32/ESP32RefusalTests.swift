import BootSigning
import Digests
import ESP32
import KeyStore
import Model
import Testing

@Suite struct ESP32RefusalTests {
    @Test(arguments: SignedESPImage.Kind.allCases)
    func `the image that every refusal starts from is booted`(kind: SignedESPImage.Kind) async throws {
        let judgement = try await SignedESPImage.of(kind).judged()
        #expect(judgement.holds, "\(judgement.failures)")
    }

    @Test(arguments: ESP32Refusal.refusals)
    func `each class of bad image is refused for its own reason, at its place`(refusal: ESP32Refusal) async throws {
        var signed = try await SignedESPImage.of(refusal.kind)
        try refusal.mutate(&signed)
        let judgement = try signed.judged()
        let location = refusal.offset.map { "byte \($0)" }
        #expect(!judgement.holds)
        #expect(
            judgement.failures.contains { $0.code == refusal.finding && (location == nil || $0.location == location) },
            "\(judgement.failures)"
        )
    }

    @Test func `a well signed image whose checksum or hash is wrong is refused`() async throws {
        let key = try SoftwareSigner.ephemeral(.ecdsaP256)
        for (offset, code) in [(367, Finding.Code.esp32Checksum), (380, .esp32AppendedHash)] {
            var image = try SampleESPImage.octets()
            image[offset] ^= 0x10
            image += [UInt8](repeating: 0xFF, count: 4096 - image.count)
            let digest = try MemorySource(image).digest(.sha256)
            let block = ESPSignatureBlock(
                key: try ESPPublicKey(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo),
                imageDigest: digest.octets,
                signature: try await key.sign(.digest(digest), .ecdsaRaw(.sha256))
            )
            image += ESPSignatureSector(blocks: [block]).octets
            let judgement = try ESP32Format.verify(MemorySource(image), DeviceTrust(fusing: [key]))
            #expect(judgement.failures.map(\.code).contains(code))
            // Positive control: the signature itself holds.
            #expect(!judgement.failures.map(\.code).contains(.imageSignature))
        }
    }

    @Test func `blocks of two schemes are refused even when both hold`() async throws {
        let keys = [try SoftwareSigner.ephemeral(.ecdsaP256), try SoftwareSigner.ephemeral(.ecdsaP384)]
        let source = MemorySource(try SampleESPImage.octets())
        var images: [[UInt8]] = []
        for key in keys {
            var sink = MemorySink()
            try await ESP32Signing().sign(source, with: [key], to: &sink)
            images.append(sink.bytes)
        }
        let second = SignedESPImage.block(1)
        images[0].replaceSubrange(second..<second + 1216, with: images[1][SignedESPImage.block()..<second])
        let judgement = try ESP32Format.verify(MemorySource(images[0]), DeviceTrust(fusing: keys))
        #expect(judgement.failures.map(\.code) == [.esp32MixedSchemes])
        #expect(judgement.failures.first?.location == "byte \(second + 1)")
    }

    @Test func `a revoked key beside one that is not is said, and the image boots`() async throws {
        var signed = try await SignedESPImage.of(.three)
        signed.trust.digests[0].isRevoked = true
        let judgement = try signed.judged()
        #expect(judgement.holds)
        #expect(judgement.findings.contains { $0.code == .imageKeyRevoked && $0.severity == .noted })
        signed.trust.digests.removeLast(2)
        #expect(try !signed.judged().holds)
    }
}
