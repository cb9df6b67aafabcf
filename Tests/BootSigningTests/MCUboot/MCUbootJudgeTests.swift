import BootSigning
import Digests
import Foundation
import IntelHex
import KeyStore
import MCUboot
import Model
import OpenSSLOracle
import Programs
import Testing

/// Cross-judged with imgtool: what it signs we accept, what we sign it accepts; where a signature is deterministic, the
/// octets are the same.
@Suite struct MCUbootJudgeTests {
    static let algorithms: [SigningPublicKey.Algorithm] = [.ecdsaP256, .ecdsaP384, .ed25519, .rsa2048, .rsa3072]
    static let payload = (0..<3001).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

    /// The same image, said to imgtool and to us.
    struct Form: Sendable, CustomTestStringConvertible {
        var arguments: String
        var change: @Sendable (inout MCUbootSigning) -> Void
        var testDescription: String { arguments }
    }

    /// Everything that the two can say alike.
    static let forms: [Form] = [
        Form(arguments: "-S 0x4000") { _ in },
        Form(arguments: "-S 0x4000 -s 7") { $0.securityCounter = 7 },
        Form(arguments: "-S 0x4000 -s auto") { $0.securityCounter = $0.version.securityCounter },
        Form(arguments: "-S 0x4000 --boot-record CoFM -s 7") {
            $0.bootRecord = "CoFM"
            $0.securityCounter = 7
        },
        Form(arguments: "-S 0x4000 -d (1,1.2.3+4)") {
            $0.dependencies = [
                MCUbootDependency(image: 1, least: MCUbootVersion(major: 1, minor: 2, revision: 3, build: 4))
            ]
        },
        Form(arguments: "-S 0x4000 --custom-tlv 0xa1 0x0102 --custom-tlv 0xbeef text") {
            $0.customTLVs = [
                MCUbootTLV(MCUbootTLVType(rawValue: 0xA1), [1, 2]),
                MCUbootTLV(MCUbootTLVType(rawValue: 0xBEEF), Array("text".utf8)),
            ]
        },
        Form(
            arguments:
                "-S 0x4000 --vid 00112233-4455-6677-8899-aabbccddeeff --cid ffeeddcc-bbaa-9988-7766-554433221100"
        ) {
            $0.vendorIdentifier = (0..<16).map { UInt8($0 * 0x11) }
            $0.classIdentifier = (0..<16).reversed().map { UInt8($0 * 0x11) }
        },
        Form(arguments: "-S 0x4000 -L 0x20001000 -R 0") {
            $0.loadAddress = 0x2000_1000
            $0.erased = 0
        },
        Form(arguments: "-S 0x4000 -F 0x08010000 --non-bootable") {
            $0.romFixedAddress = 0x0801_0000
            $0.isNonBootable = true
        },
        Form(arguments: "-S 0x4000 --public-key-format full") { $0.keyForm = .full },
        Form(arguments: "-S 0x4000 --pad") { $0.slot = .init(size: 0x4000, isFilled: true) },
        Form(arguments: "-S 0x4000 --confirm --align 8 -M 16") {
            $0.slot = .init(
                size: 0x4000,
                trailer: MCUbootTrailer(alignment: 8, sectors: 16, isConfirmed: true),
                isFilled: true
            )
        },
        Form(arguments: "-S 0x8000 --confirm --align 32 -R 0") {
            $0.erased = 0
            $0.slot = .init(
                size: 0x8000,
                trailer: MCUbootTrailer(alignment: 32, isConfirmed: true),
                isFilled: true
            )
        },
        Form(arguments: "-S 0x8000 --confirm --align 4 --max-align 16") {
            $0.slot = .init(
                size: 0x8000,
                trailer: MCUbootTrailer(alignment: 4, largestAlignment: 16, isConfirmed: true),
                isFilled: true
            )
        },
        Form(arguments: "-S 0x4000 --pad --overwrite-only") {
            $0.slot = .init(size: 0x4000, trailer: MCUbootTrailer(isOverwriteOnly: true), isFilled: true)
        },
    ]

    private static let common = "-H 0x200 --pad-header -v 1.2.3+4"

    private static func signing() -> MCUbootSigning {
        MCUbootSigning(
            version: MCUbootVersion(major: 1, minor: 2, revision: 3, build: 4),
            headerSize: 0x200
        )
    }

    @Test(arguments: forms)
    func `an Ed25519 image is octet for octet imgtool's`(form: Form) async throws {
        let imgtool = try Imgtool(.ed25519)
        let theirs = try imgtool.sign(Self.payload, "\(Self.common) \(form.arguments)")
        var signing = Self.signing()
        form.change(&signing)
        let ours = try await signing.image(of: Self.payload, with: imgtool.signer)
        #expect(ours == theirs)
        var trust = imgtool.trust
        #expect(try MCUbootFormat.verify(MemorySource(theirs), trust).failures == [])
        // A positive control: another device refuses it.
        trust.keys = [
            .init(subjectPublicKeyInfo: try SoftwareSigner.ephemeral(.ed25519).publicKey.subjectPublicKeyInfo)
        ]
        #expect(try !MCUbootFormat.verify(MemorySource(theirs), trust).holds)
    }

    @Test(arguments: ["--pure", "--sha 512", "--pure --public-key-format full -s 3"])
    func `Ed25519 over SHA-512, and over the image itself, are imgtool's`(arguments: String) async throws {
        let imgtool = try Imgtool(.ed25519)
        let theirs = try imgtool.sign(Self.payload, "\(Self.common) -S 0x4000 \(arguments)")
        var signing = Self.signing()
        signing.isPure = arguments.contains("pure")
        signing.hash = .sha512
        signing.keyForm = arguments.contains("full") ? .full : .hash
        signing.securityCounter = arguments.contains("-s 3") ? 3 : nil
        let ours = try await signing.image(of: Self.payload, with: imgtool.signer)
        #expect(ours == theirs)
        #expect(try MCUbootFormat.verify(MemorySource(theirs), imgtool.trust).failures == [])
        #expect(try imgtool.accepts(ours))
    }

    @Test(arguments: algorithms)
    func `imgtool and we accept each other's signatures, and all before them is the same`(
        algorithm: SigningPublicKey.Algorithm
    ) async throws {
        let imgtool = try Imgtool(algorithm)
        for form in Self.forms {
            let theirs = try imgtool.sign(Self.payload, "\(Self.common) \(form.arguments)")
            var signing = Self.signing()
            form.change(&signing)
            let ours = try await signing.image(of: Self.payload, with: imgtool.signer)
            let judgement = try MCUbootFormat.verify(MemorySource(theirs), imgtool.trust)
            #expect(judgement.failures == [] && judgement.holds)
            #expect(try MCUbootFormat.verify(MemorySource(ours), imgtool.trust).failures == [])
            #expect(try imgtool.accepts(ours))
            let signature = try #require(try MCUbootImage(ours).unprotected.entries.first { $0.type.isSignature })
            // Where DER signatures may differ in length, the area's length may.
            let start = try MCUbootImage(ours).unprotected.offset
            #expect(ours.prefix(start) == theirs.prefix(start))
            #expect(ours[(start + 4)..<signature.offset] == theirs[(start + 4)..<signature.offset])
        }
    }

    @Test func `imgtool refuses our image when it is changed`() async throws {
        let imgtool = try Imgtool(.ecdsaP256)
        var image = try await Self.signing().image(of: Self.payload, with: imgtool.signer)
        #expect(try imgtool.accepts(image))
        image[0x300] ^= 1
        #expect(try !imgtool.accepts(image))
    }

    @Test(arguments: [SigningPublicKey.Algorithm.ecdsaP256, .ecdsaP384])
    func `the zeros of pad-sig are accepted and reported, and nothing else behind a signature is`(
        algorithm: SigningPublicKey.Algorithm
    ) throws {
        let imgtool = try Imgtool(algorithm)
        var padded: [UInt8]?
        // P-256 signatures have 70 to 72 octets, so some are padded; those of P-384 102 to 104.
        for _ in 0..<20 where padded == nil {
            let image = try imgtool.sign(Self.payload, "\(Self.common) -S 0x4000 --pad-sig")
            let judgement = try MCUbootFormat.verify(MemorySource(image), imgtool.trust)
            #expect(judgement.failures == [])
            if judgement.findings.contains(where: { $0.code == .imageSignatureForm && $0.severity == .noted }) {
                padded = image
            }
        }
        var image = try #require(padded)
        image[image.count - 1] = 1
        let failures = try MCUbootFormat.verify(MemorySource(image), imgtool.trust).failures
        #expect(failures.contains { $0.code == .imageSignatureForm && $0.location != nil })
    }

    @Test func `Intel HEX goes in and out as imgtool's`() async throws {
        let imgtool = try Imgtool(.ed25519)
        _ = try imgtool.sign(Self.payload, "\(Self.common) -S 0x4000 -x 0x0800fe00", output: "out.hex")
        let theirs = try IntelHex(text: imgtool.openssl.read("out.hex"))
        let image = try theirs.memory()
        #expect(theirs.address == 0x0800_FE00)
        #expect(try MCUbootFormat.verify(MemorySource(image), imgtool.trust).failures == [])
        let ours = try await Self.signing().image(of: Self.payload, with: imgtool.signer)
        #expect(ours == image)
        let hex = try #require(IntelHex(address: 0x0800_FE00, octets: ours))
        try imgtool.openssl.write(hex.text, to: "ours.hex")
        #expect(try imgtool.run(["verify", "-k", "plain.pem", "ours.hex"]).status == 0)
    }

    @Test func `a payload with room for the header is signed as imgtool does`() async throws {
        let imgtool = try Imgtool(.ed25519)
        let roomy = [UInt8](repeating: 0, count: 0x200) + Self.payload
        let theirs = try imgtool.sign(roomy, "-H 0x200 -v 1.2.3+4 -S 0x4000")
        var signing = Self.signing()
        signing.addsHeader = false
        #expect(try await signing.image(of: roomy, with: imgtool.signer) == theirs)
        await #expect(throws: BedplateError(.malformed, "")) {
            try await signing.image(of: theirs, with: imgtool.signer)
        }
    }
}
