import BootSigning
import Digests
import KeyStore
import MCUboot
import Model
import PKIX
import Testing
import Wire

/// The post-quantum signature beside the classical one.
@Suite struct MCUbootHybridTests {
    let classical: SoftwareSigner
    let payload = (0..<99).map { UInt8($0) }

    init() throws { classical = try SoftwareSigner.ephemeral(.ed25519) }

    private func signing(_ keyForm: MCUbootSigning.KeyForm = .hash) -> MCUbootSigning {
        var signing = MCUbootSigning(version: MCUbootVersion(major: 2), headerSize: 64)
        signing.securityCounter = 3
        signing.keyForm = keyForm
        return signing
    }

    private func key(_ signer: SoftwareSigner) -> DeviceTrust.Key {
        .init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)
    }

    @Test(arguments: [SigningPublicKey.Algorithm.mlDSA65, .mlDSA87])
    func `an image with both signatures satisfies a device that demands both, and one that demands neither`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let postQuantum = try SoftwareSigner.ephemeral(algorithm)
        let image = try await signing().image(of: payload, with: classical, postQuantum: postQuantum)
        let both = DeviceTrust(
            keys: [key(classical), key(postQuantum)],
            counters: ["counter": 3],
            requiresHybrid: true
        )
        let judgement = try MCUbootFormat.verify(MemorySource(image), both)
        #expect(judgement.failures == [])
        #expect(judgement.findings.contains { $0.code == .imageHybrid && $0.severity == .held })
        // An MCUboot without the extension: it knows one key, and the other is a vendor's TLV to it.
        let plain = DeviceTrust(keys: [key(classical)])
        let noted = try MCUbootFormat.verify(MemorySource(image), plain)
        #expect(noted.failures == [])
        #expect(noted.findings.contains { $0.code == .imageHybrid && $0.severity == .noted })
        let explanation = try MCUbootFormat.explain(MemorySource(image))
        #expect(explanation.signatures.map(\.name).sorted() == ["post-quantum signature", "signature"])
        #expect(explanation.regions[0].coveredBy.count == 2)
        #expect(
            explanation.regions.first { $0.name.hasPrefix("MLDSA8") || $0.name == "MLDSA65" }?.coveredBy == [
                "signature"
            ]
        )
    }

    @Test func `stripping, replacing or outliving the post-quantum signature is refused`() async throws {
        let postQuantum = try SoftwareSigner.ephemeral(.mlDSA65)
        let stranger = try SoftwareSigner.ephemeral(.mlDSA65)
        var both = DeviceTrust(keys: [key(classical), key(postQuantum)], requiresHybrid: true)
        // Whoever holds the classical key alone: signs without the other, and with one of their own.
        let stripped = try await signing().image(of: payload, with: classical)
        let replaced = try await signing().image(of: payload, with: classical, postQuantum: stranger)
        for image in [stripped, replaced] {
            let judgement = try MCUbootFormat.verify(MemorySource(image), both)
            #expect(!judgement.holds && judgement.failures.allSatisfy { $0.code == .imageHybrid })
            #expect(!judgement.failures.isEmpty)
        }
        // Or moves a post-quantum signature to another image.
        let good = try MCUbootImage(try await signing().image(of: payload, with: classical, postQuantum: postQuantum))
        let other = try await transplant(good, payload.map { $0 ^ 1 })
        let moved = try MCUbootFormat.verify(MemorySource(other), both)
        #expect(!moved.holds && moved.failures.allSatisfy { $0.code == .imageHybrid })
        // A positive control for the transplant: with the payload that it was made for it is accepted.
        #expect(try MCUbootFormat.verify(MemorySource(await transplant(good, payload)), both).failures == [])
        // A device that does not demand it, but knows the key, does not look away either.
        both.requiresHybrid = false
        #expect(try !MCUbootFormat.verify(MemorySource(other), both).holds)
        // A revoked key.
        both.keys[1].isRevoked = true
        let image = try await signing().image(of: payload, with: classical, postQuantum: postQuantum)
        #expect(
            try MCUbootFormat.verify(MemorySource(image), both).failures.map(\.code) == [.imageKeyRevoked]
        )
    }

    /// The same protected TLVs before another payload, signed by the classical key.
    private func transplant(_ image: MCUbootImage, _ payload: [UInt8]) async throws -> [UInt8] {
        let area = try #require(image.protected)
        let padding = [UInt8](repeating: 0xFF, count: 32)
        let covered =
            try image.header.serialized(order: .little) + padding + payload + area.serialized(order: .little)
        let digest = try HashAlgorithm.sha256.digest(covered)
        var unprotected = MCUbootTLVArea(.unprotected, image.unprotected.entries)
        unprotected.entries[0].value = digest
        unprotected.entries[2].value = try await classical.sign(.message(digest), .ed25519)
        return covered + (try unprotected.serialized(order: .little))
    }

    @Test func `one fused digest stands for both keys`() async throws {
        let postQuantum = try SoftwareSigner.ephemeral(.mlDSA65)
        let stranger = try SoftwareSigner.ephemeral(.mlDSA65)
        let spki = classical.publicKey.subjectPublicKeyInfo
        let fused = try MCUbootFormat.keyDigest(spki, postQuantum: postQuantum.publicKey.subjectPublicKeyInfo)
        let alone = try MCUbootFormat.keyDigest(spki)
        #expect(fused != alone && fused.count == 32)
        let image = try await signing(.full).image(of: payload, with: classical, postQuantum: postQuantum)
        let replaced = try await signing(.full).image(of: payload, with: classical, postQuantum: stranger)
        let device = DeviceTrust(digests: [.init(fused)], requiresHybrid: true)
        #expect(try MCUbootFormat.verify(MemorySource(image), device).failures == [])
        #expect(try !MCUbootFormat.verify(MemorySource(replaced), device).holds)
        // The digest of the classical key alone is not enough for a device that demands both, and enough for another.
        var single = DeviceTrust(digests: [.init(alone)], requiresHybrid: true)
        #expect(try !MCUbootFormat.verify(MemorySource(image), single).holds)
        single.requiresHybrid = false
        #expect(try MCUbootFormat.verify(MemorySource(image), single).failures == [])
        let revoked = DeviceTrust(digests: [.init(fused, isRevoked: true)], requiresHybrid: true)
        #expect(
            try MCUbootFormat.verify(MemorySource(image), revoked).failures.contains { $0.code == .imageKeyRevoked }
        )
        #expect(throws: BedplateError(.malformed, "")) { try MCUbootFormat.keyDigest([1, 2, 3]) }
        #expect(throws: BedplateError(.malformed, "")) { try MCUbootFormat.keyDigest(spki, postQuantum: spki) }
    }

    @Test func `imgtool accepts a hybrid image`() async throws {
        let imgtool = try Imgtool(.ecdsaP256)
        let postQuantum = try SoftwareSigner.ephemeral(.mlDSA87)
        let image = try await signing().image(of: payload, with: imgtool.signer, postQuantum: postQuantum)
        #expect(try imgtool.accepts(image))
    }

    @Test func `every changed octet of a hybrid image is refused`() async throws {
        let postQuantum = try SoftwareSigner.ephemeral(.mlDSA65)
        let image = try await signing().image(of: payload, with: classical, postQuantum: postQuantum)
        let both = DeviceTrust(keys: [key(classical), key(postQuantum)], requiresHybrid: true)
        #expect(try MCUbootFormat.verify(MemorySource(image), both).failures == [])
        var accepted: [Int] = []
        for place in image.indices {
            var changed = image
            changed[place] ^= 1 << (place % 8)
            if try MCUbootFormat.verify(MemorySource(changed), both).holds { accepted.append(place) }
        }
        #expect(accepted == [])
    }

    @Test func `keys of the wrong kind are refused before anything is written`() async throws {
        var sink = MemorySink()
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await signing().sign(MemorySource(payload), to: &sink, with: classical, postQuantum: classical)
        }
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await signing().sign(MemorySource(payload), to: &sink, with: SoftwareSigner.ephemeral(.mlDSA65))
        }
        #expect(sink.bytes.isEmpty)
    }
}
