import BootSigning
import Digests
import ESP32
import Files
import Foundation
import KeyStore
import Model
import PKIX
import Testing

@Suite struct ESP32SigningTests {
    @Test(arguments: [SigningPublicKey.Algorithm.rsa3072, .ecdsaP256, .ecdsaP384], [true, false])
    func `what is signed is booted by a device with the key's digest and by no other`(
        algorithm: SigningPublicKey.Algorithm,
        hasHash: Bool
    ) async throws {
        let key = try SoftwareSigner.ephemeral(algorithm)
        let image = try SampleESPImage.octets(payload: 5000, hasHash: hasHash)
        var sink = MemorySink()
        let sector = try await ESP32Signing().sign(MemorySource(image), with: [key], to: &sink)
        #expect(sink.bytes.starts(with: image))
        #expect(sink.bytes[image.count..<8192].allSatisfy { $0 == 0xFF })
        #expect(sink.bytes.suffix(4096).elementsEqual(sector.octets))
        let signed = MemorySource(sink.bytes)
        let judgement = try ESP32Format.verify(signed, DeviceTrust(fusing: [key]))
        #expect(judgement.holds, "\(judgement.failures)")
        let byKey = DeviceTrust(keys: [.init(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo)])
        #expect(try ESP32Format.verify(signed, byKey).holds)
        let revoked = DeviceTrust(
            keys: [.init(subjectPublicKeyInfo: key.publicKey.subjectPublicKeyInfo, isRevoked: true)]
        )
        #expect(try !ESP32Format.verify(signed, revoked).holds)
        let stranger = try SoftwareSigner.ephemeral(.ecdsaP256)
        #expect(try !ESP32Format.verify(signed, DeviceTrust(fusing: [stranger])).holds)
    }

    @Test func `a counter and an expected image are demanded`() async throws {
        var signed = try await SignedESPImage.of(.p256)
        signed.trust.counters["counter"] = SampleESPImage.secureVersion
        signed.trust.expectedImage = try MemorySource(signed.image).digest(.sha256).octets
            .map { String(format: "%02x", $0) }.joined()
        #expect(try signed.judged().holds)
    }

    @Test func `ECDSA signatures are written with the smaller value, and both are accepted`() async throws {
        for scheme in [ESPScheme.ecdsaP256, .ecdsaP384] {
            let signed = try await SignedESPImage.of(scheme == .ecdsaP256 ? .p256 : .p384)
            let sector = try ESPSignatureSector(Array(signed.image.suffix(4096)))
            var block = try #require(sector.blocks.first)
            let curve = try #require(scheme.ellipticCurve)
            let numbers = try #require(ECDSASignature(raw: block.signature, curve: curve))
            #expect(numbers.lowS(curve) == numbers)
            // n − s.
            let s = [UInt8](repeating: 0, count: curve.fieldSize - numbers.s.count) + numbers.s
            var (borrow, high) = (0, curve.order)
            for place in high.indices.reversed() {
                let difference = Int(high[place]) - Int(s[place]) - borrow
                borrow = difference < 0 ? 1 : 0
                high[place] = UInt8(difference & 0xFF)
            }
            block.signature = try #require(ECDSASignature(r: numbers.r, s: high).raw(curve))
            var other = signed
            other.image.replaceSubrange(
                SampleESPImage.sectorOffset...,
                with: ESPSignatureSector(blocks: [block]).octets
            )
            #expect(try other.judged().holds)
        }
    }

    @Test func `signatures are kept, replaced, or in the way`() async throws {
        let keys = try (0..<4).map { _ in try SoftwareSigner.ephemeral(.ecdsaP256) }
        let image = MemorySource(try SampleESPImage.octets())
        var first = MemorySink()
        try await ESP32Signing().sign(image, with: [keys[0]], to: &first)
        let signed = MemorySource(first.bytes)
        await #expect(throws: BedplateError(.conflict, "")) {
            var sink = MemorySink()
            try await ESP32Signing().sign(signed, with: [keys[1]], to: &sink)
        }
        var kept = MemorySink()
        try await ESP32Signing(existing: .keep).sign(signed, with: Array(keys[1...2]), to: &kept)
        for key in keys[0...2] {
            #expect(try ESP32Format.verify(MemorySource(kept.bytes), DeviceTrust(fusing: [key])).holds)
        }
        #expect(kept.bytes[..<(4096 + 1216)] == first.bytes[..<(4096 + 1216)])
        var replaced = MemorySink()
        try await ESP32Signing(existing: .replace).sign(MemorySource(kept.bytes), with: [keys[3]], to: &replaced)
        #expect(try ESP32Format.verify(MemorySource(replaced.bytes), DeviceTrust(fusing: [keys[3]])).holds)
        #expect(try !ESP32Format.verify(MemorySource(replaced.bytes), DeviceTrust(fusing: [keys[0]])).holds)
        // Four blocks, a key twice, and a block that does not hold.
        for (source, signer) in [(kept.bytes, keys[3]), (first.bytes, keys[0])] {
            await #expect(throws: BedplateError(.conflict, "")) {
                var sink = MemorySink()
                try await ESP32Signing(existing: .keep).sign(MemorySource(source), with: [signer], to: &sink)
            }
        }
        var damaged = first.bytes
        damaged[1000] ^= 1
        await #expect(throws: BedplateError(.malformed, "")) {
            var sink = MemorySink()
            try await ESP32Signing(existing: .keep).sign(MemorySource(damaged), with: [keys[1]], to: &sink)
        }
    }

    @Test func `what no chip would start is not signed`() async throws {
        let key = try SoftwareSigner.ephemeral(.ecdsaP256)
        let image = try SampleESPImage.octets()
        var checksum = image
        checksum[300] ^= 1
        var hash = image
        hash[399] ^= 1
        let long = image + [UInt8](repeating: 0, count: 4096)
        for bad in [Array("no image at all".utf8), Array(image.dropLast()), checksum, hash, long] {
            await #expect(throws: BedplateError(.malformed, "")) {
                var sink = MemorySink()
                try await ESP32Signing().sign(MemorySource(bad), with: [key], to: &sink)
            }
        }
        await #expect(throws: BedplateError(.malformed, "")) {
            var sink = MemorySink()
            try await ESP32Signing().sign(MemorySource(image), with: [], to: &sink)
        }
        for algorithm in [SigningPublicKey.Algorithm.ed25519, .rsa2048] {
            let other = try SoftwareSigner.ephemeral(algorithm)
            await #expect(throws: BedplateError(.unsupportedScheme, "")) {
                var sink = MemorySink()
                try await ESP32Signing().sign(MemorySource(image), with: [other], to: &sink)
            }
        }
        let mixed = [key, try SoftwareSigner.ephemeral(.ecdsaP384)]
        await #expect(throws: BedplateError(.conflict, "")) {
            var sink = MemorySink()
            try await ESP32Signing().sign(MemorySource(image), with: mixed, to: &sink)
        }
    }

    @Test func `a key that makes signatures that do not hold writes no sector`() async throws {
        struct Faulty: Signer {
            let inner: SoftwareSigner
            var publicKey: SigningPublicKey { inner.publicKey }
            var home: KeyHome { inner.home }
            func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
                var signature = try await inner.sign(input, scheme)
                signature[5] ^= 1
                return signature
            }
        }
        let key = Faulty(inner: try SoftwareSigner.ephemeral(.ecdsaP256))
        let image = MemorySource(try SampleESPImage.octets())
        await #expect(throws: BedplateError(.unavailable, "")) {
            var sink = MemorySink()
            try await ESP32Signing().sign(image, with: [key], to: &sink)
        }
    }

    @Test func `files are signed in parts`() async throws {
        let directory = NSTemporaryDirectory() + "esp32-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let image = try SampleESPImage.octets(payload: 2_500_000)
        try DurableFile.write(image, to: directory + "/app.bin")
        let key = try SoftwareSigner.ephemeral(.ecdsaP384)
        let source = try FileSource(directory + "/app.bin")
        let sector = try await DurableFile.stream(to: directory + "/signed.bin") { sink in
            try await ESP32Signing().sign(source, with: [key], to: &sink)
        }
        let signed = try FileSource(directory + "/signed.bin")
        #expect(try signed.octets(in: signed.count - 4096..<signed.count) == sector.octets)
        #expect(try ESP32Format.recognises(signed))
        #expect(try ESP32Format.verify(signed, DeviceTrust(fusing: [key])).holds)
    }

    @Test func `an explanation accounts for every octet and names what covers it`() async throws {
        let signed = try await SignedESPImage.of(.three)
        let explanation = try ESP32Format.explain(MemorySource(signed.image))
        var place = 0
        for region in explanation.regions {
            #expect(region.offset == place)
            place += region.count
        }
        #expect(place == signed.image.count)
        #expect(explanation.signatures.map(\.name) == ["block 0", "block 1", "block 2"])
        #expect(
            explanation.signatures.map(\.key)
                == signed.trust.digests.map { digest in
                    digest.octets.map { String(format: "%02x", $0) }.joined()
                }
        )
        let covered = explanation.regions.filter { $0.coveredBy.count == 3 }.reduce(0) { $0 + $1.count }
        #expect(covered == SampleESPImage.sectorOffset)
        #expect(explanation.properties["chip"] == "esp32s3")
        #expect(explanation.properties["counter"] == "7")
        #expect(explanation.properties["version"] == "1.2.3")
        for count in [400, 4096, 5000, 8192] {
            let part = try ESP32Format.explain(MemorySource(Array(signed.image.prefix(count))))
            #expect(part.regions.last.map { $0.offset + $0.count } == count)
        }
        #expect(throws: BedplateError(.malformed, "")) {
            try ESP32Format.explain(MemorySource(Array(signed.image.prefix(399))))
        }
        #expect(try !ESP32Format.recognises(MemorySource([0xE9])))
    }
}
