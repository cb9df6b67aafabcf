import BootSigning
import KeyStore
import MCUboot
import Model
import Testing

/// A small signed image in every way it can be damaged.
@Suite struct MCUbootMutationTests {
    struct Subject: Sendable, CustomTestStringConvertible {
        var name: String
        var algorithm: SigningPublicKey.Algorithm
        var change: @Sendable (inout MCUbootSigning) -> Void
        var testDescription: String { name }
    }

    static let subjects: [Subject] = [
        Subject(name: "P-256", algorithm: .ecdsaP256) { $0.securityCounter = 7 },
        Subject(name: "P-256, full key", algorithm: .ecdsaP256) { $0.keyForm = .full },
        Subject(name: "P-384, boot record", algorithm: .ecdsaP384) { $0.bootRecord = "SPE" },
        Subject(name: "Ed25519", algorithm: .ed25519) { $0.securityCounter = 7 },
        Subject(name: "Ed25519, pure", algorithm: .ed25519) { $0.isPure = true },
        Subject(name: "RSA-2048", algorithm: .rsa2048) { $0.securityCounter = 7 },
        Subject(name: "P-256 in a slot", algorithm: .ecdsaP256) {
            $0.slot = .init(
                size: 448,
                trailer: MCUbootTrailer(sectors: 2, isConfirmed: true),
                isFilled: true
            )
        },
    ]

    private static func image(_ subject: Subject) async throws -> (octets: [UInt8], trust: DeviceTrust) {
        let signer = try SoftwareSigner.ephemeral(subject.algorithm)
        var signing = MCUbootSigning(version: MCUbootVersion(major: 1), headerSize: 40)
        subject.change(&signing)
        let octets = try await signing.image(of: (0..<33).map { UInt8($0) }, with: signer)
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        #expect(try MCUbootFormat.verify(MemorySource(octets), trust).failures == [])
        return (octets, trust)
    }

    @Test(arguments: subjects)
    func `every single-bit flip is refused`(subject: Subject) async throws {
        let (octets, trust) = try await Self.image(subject)
        var accepted: [String] = []
        for place in octets.indices {
            for bit in 0..<8 {
                var changed = octets
                changed[place] ^= 1 << bit
                if try MCUbootFormat.verify(MemorySource(changed), trust).holds { accepted.append("\(place).\(bit)") }
            }
        }
        #expect(accepted == [])
    }

    @Test(arguments: subjects)
    func `every truncation of the image is refused; a shorter slot holds the same image`(subject: Subject) async throws
    {
        let (octets, trust) = try await Self.image(subject)
        let end = try MCUbootImage(octets).end
        for count in 0..<octets.count {
            let source = MemorySource(Array(octets.prefix(count)))
            if count < end {
                #expect(try !MCUbootFormat.verify(source, trust).holds, "\(count) octets")
            } else {
                // Erased flash without its trailer, or a cut trailer: never another image.
                _ = try MCUbootFormat.verify(source, trust)
            }
        }
    }

    @Test(arguments: subjects)
    func `every length that lies is refused`(subject: Subject) async throws {
        let (octets, trust) = try await Self.image(subject)
        let image = try MCUbootImage(octets)
        var fields = [(8, 2), (12, 4)]
        if image.protected != nil { fields.append((10, 2)) }
        for area in [image.protected, image.unprotected].compactMap(\.self) {
            fields.append((area.offset + 2, 2))
            fields += area.entries.map { ($0.offset + 2, 2) }
        }
        for (place, size) in fields {
            let value = (0..<size).reduce(UInt64(0)) { $0 | UInt64(octets[place + $1]) << (8 * $1) }
            let most: UInt64 = size == 2 ? 0xFFFF : 0xFFFF_FFFF
            for lie in [0, value &- 1, value + 1, most] where lie != value {
                var changed = octets
                for octet in 0..<size { changed[place + octet] = UInt8(truncatingIfNeeded: lie >> (8 * octet)) }
                let judgement = try MCUbootFormat.verify(MemorySource(changed), trust)
                #expect(!judgement.holds, "\(lie) at \(place)")
            }
        }
        // The positive control stands in image(_:): the image itself is accepted.
    }

    @Test(arguments: subjects)
    func `an explanation names every octet once, and what no signature covers`(subject: Subject) async throws {
        let (octets, _) = try await Self.image(subject)
        let explanation = try MCUbootFormat.explain(MemorySource(octets))
        var place = 0
        for region in explanation.regions {
            #expect(region.offset == place)
            place += region.count
        }
        #expect(place == octets.count)
        let image = try MCUbootImage(octets)
        for region in explanation.regions {
            #expect(region.coveredBy.isEmpty == (region.offset >= image.covered.upperBound))
        }
        #expect(explanation.signatures.count == 1)
        #expect(explanation.properties["version"] == "1.0.0+0")
        #expect(try MCUbootFormat.recognises(MemorySource(octets)))
        #expect(throws: BedplateError(.malformed, "")) {
            try MCUbootFormat.explain(MemorySource(Array(octets.dropFirst())))
        }
    }
}
