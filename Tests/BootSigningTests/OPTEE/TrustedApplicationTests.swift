import BootSigning
import Digests
import Files
import Foundation
import KeyStore
import Model
import OPTEE
import OpenSSLOracle
import Testing

@Suite struct TrustedApplicationTests {
    let oracle: OpenSSL
    let signer: SoftwareSigner
    let uuid: ApplicationUUID
    static let application = (0..<90).map { UInt8(truncatingIfNeeded: $0 &* 11) }

    init() throws {
        oracle = try OpenSSL()
        uuid = try #require(ApplicationUUID("8aaaf200-2450-11e4-abe2-0002a5d5c51b"))
        let passphrase = try #require(Passphrase(Array("bench".utf8)))
        signer = try SoftwareSigner.create(
            .rsa2048,
            at: oracle.path("encrypted"),
            passphrase: passphrase,
            iterations: 1
        )
        try oracle.run("pkey -in encrypted -passin pass:bench -out key.pem")
        try oracle.run("pkey -in key.pem -pubout -out public.pem")
    }

    private func signed(_ algorithm: SignedHeader.Algorithm = .rsaPSS) async throws -> [UInt8] {
        var sink = MemorySink()
        let signing = TrustedApplicationSigning(signer: signer, application: uuid, version: 3, algorithm: algorithm)
        try await signing.sign(MemorySource(Self.application), to: &sink)
        return sink.bytes
    }

    private var trust: DeviceTrust {
        DeviceTrust(
            keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)],
            counters: ["counter": 3]
        )
    }

    private static func padding(_ algorithm: SignedHeader.Algorithm) -> String {
        algorithm == .rsaPKCS1
            ? "-pkeyopt rsa_padding_mode:pkcs1 -pkeyopt digest:sha256"
            : "-pkeyopt rsa_padding_mode:pss -pkeyopt digest:sha256 -pkeyopt rsa_pss_saltlen:digest"
    }

    /// What optee_os scripts/sign_encrypt.py does, with openssl as its hash and its key.
    private func script(_ algorithm: SignedHeader.Algorithm) throws -> [UInt8] {
        let identifier: [UInt8] = algorithm == .rsaPSS ? [0x30, 0x49, 0x41, 0x70] : [0x30, 0x48, 0x00, 0x70]
        let fixed =
            Array("HSTO".utf8) + [1, 0, 0, 0, UInt8(Self.application.count), 0, 0, 0] + identifier + [32, 0, 0, 1]
        let subheader = uuid.octets + [3, 0, 0, 0]
        try oracle.write(fixed + subheader + Self.application, to: "hashed")
        let digest = try oracle.run("dgst -sha256 -binary hashed")
        try oracle.write(digest, to: "digest")
        try oracle.run("pkeyutl -sign -inkey key.pem -in digest -out signature \(Self.padding(algorithm))")
        return try fixed + digest + oracle.read("signature") + subheader + Self.application
    }

    @Test(arguments: SignedHeader.Algorithm.allCases)
    func `what openssl signs by the script's rules is accepted, and what is signed here openssl verifies`(
        algorithm: SignedHeader.Algorithm
    ) async throws {
        let theirs = try script(algorithm)
        let judgement = try TrustedApplicationFormat.verify(MemorySource(theirs), trust, asked: uuid)
        #expect(judgement.holds, "\(judgement.failures)")
        let ours = try await signed(algorithm)
        #expect(try TrustedApplicationFormat.recognises(MemorySource(ours)))
        #expect(try TrustedApplicationFormat.verify(MemorySource(ours), trust, asked: uuid).holds)
        if algorithm == .rsaPKCS1 { #expect(ours == theirs) }
        #expect(Array(ours[..<52]) == Array(theirs[..<52]))
        #expect(Array(ours[308...]) == Array(theirs[308...]))
        let header = try SignedHeader(ours, ofImage: ours.count)
        try oracle.write(header.digest, to: "digest")
        try oracle.write(header.signature, to: "signature")
        let command = "pkeyutl -verify -pubin -inkey public.pem -sigfile signature -in digest"
        try oracle.run("\(command) \(Self.padding(algorithm))")
    }

    @Test func `an application is signed from file to file`() async throws {
        try oracle.write((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }, to: "application")
        let source = try FileSource(oracle.path("application"))
        let signing = TrustedApplicationSigning(signer: signer, application: uuid, version: 3)
        try await DurableFile.stream(to: oracle.path("signed")) { sink in try await signing.sign(source, to: &sink) }
        #expect(try TrustedApplicationFormat.verify(FileSource(oracle.path("signed")), trust, asked: uuid).holds)
    }

    @Test func `every flipped bit and every truncation is refused`() async throws {
        let image = try await signed()
        #expect(try TrustedApplicationFormat.verify(MemorySource(image), trust).holds)
        for place in image.indices {
            for bit in 0..<8 {
                var mutated = image
                mutated[place] ^= 1 << bit
                #expect(!(try TrustedApplicationFormat.verify(MemorySource(mutated), trust).holds), "byte \(place)")
            }
            #expect(!(try TrustedApplicationFormat.verify(MemorySource(Array(image.prefix(place))), trust).holds))
        }
        // Sizes: of the application, of the digest, of the signature.
        for (place, count) in [(8, 4), (16, 2), (18, 2)] {
            let old = (0..<count).reduce(0) { $0 | Int(image[place + $1]) << (8 * $1) }
            for new in [0, old - 1, old + 1, 1 << (8 * count) - 1] {
                var mutated = image
                for i in 0..<count { mutated[place + i] = UInt8(truncatingIfNeeded: new >> (8 * i)) }
                #expect(!(try TrustedApplicationFormat.verify(MemorySource(mutated), trust).holds))
            }
        }
    }

    /// One way to attack an application or to ask too much of a device.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var name: String
        var finding: Finding.Code
        var mutate: @Sendable (inout [UInt8], inout DeviceTrust) throws -> Void
        var testDescription: String { name }
    }

    static let refusals: [Refusal] = [
        Refusal(name: "an application without UUID and version", finding: .applicationType) { bytes, _ in bytes[4] = 0
        },
        Refusal(name: "an encrypted application", finding: .applicationType) { bytes, _ in bytes[4] = 2 },
        Refusal(name: "an application under a subkey", finding: .applicationType) { bytes, _ in bytes[4] = 3 },
        Refusal(name: "a type that nobody defines", finding: .imageStructure) { bytes, _ in bytes[4] = 4 },
        Refusal(name: "another algorithm", finding: .imageStructure) { bytes, _ in bytes[13] = 0x28 },
        Refusal(name: "the other padding", finding: .imageSignature) { bytes, _ in
            bytes.replaceSubrange(12..<16, with: [0x30, 0x48, 0x00, 0x70])
        },
        Refusal(name: "octets behind the application", finding: .imageStructure) { bytes, _ in bytes.append(0) },
        Refusal(name: "a changed application", finding: .imageHash) { bytes, _ in bytes[bytes.count - 1] ^= 1 },
        Refusal(name: "a changed version", finding: .imageHash) { bytes, _ in bytes[324] = 9 },
        Refusal(name: "another UUID than was asked for", finding: .applicationUUID) { bytes, _ in bytes[308] ^= 1 },
        Refusal(name: "a changed signature", finding: .imageSignature) { bytes, _ in bytes[60] ^= 1 },
        Refusal(name: "a version below the last", finding: .imageCounter) { _, trust in trust.counters["counter"] = 4 },
        Refusal(name: "a counter that the format does not have", finding: .imageCounterName) { _, trust in
            trust.counters["trusted"] = 0
        },
        Refusal(name: "a device without a key", finding: .imageKeyRequired) { _, trust in trust.keys = [] },
        Refusal(name: "a device that has a digest only", finding: .imageKeyRequired) { _, trust in
            trust.digests = [.init(try HashAlgorithm.sha256.digest(trust.keys[0].subjectPublicKeyInfo))]
            trust.keys = []
        },
        Refusal(name: "a key that is held, and revoked by its digest", finding: .imageKeyRevoked) { _, trust in
            let digest = try HashAlgorithm.sha256.digest(trust.keys[0].subjectPublicKeyInfo)
            trust.digests = [.init(digest, isRevoked: true)]
        },
        Refusal(name: "a revoked key", finding: .imageKeyRevoked) { _, trust in trust.keys[0].isRevoked = true },
        Refusal(name: "another image than the expected one", finding: .imageExpected) { _, trust in
            trust.expectedImage = "00"
        },
        Refusal(name: "a device that demands a post-quantum signature", finding: .imageHybrid) { _, trust in
            trust.requiresHybrid = true
        },
    ]

    @Test(arguments: refusals)
    func `what OP-TEE would not run is refused with its own finding`(refusal: Refusal) async throws {
        var (image, trust) = (try await signed(), trust)
        #expect(try TrustedApplicationFormat.verify(MemorySource(image), trust, asked: uuid).holds)
        try refusal.mutate(&image, &trust)
        let judgement = try TrustedApplicationFormat.verify(MemorySource(image), trust, asked: uuid)
        #expect(!judgement.holds)
        #expect(judgement.failures.contains { $0.code == refusal.finding }, "\(judgement.failures)")
    }

    @Test func `an application whose UUID nobody asked for is noted, and its parts are explained`() async throws {
        let image = try await signed()
        let judgement = try TrustedApplicationFormat.verify(MemorySource(image), trust)
        #expect(judgement.findings.contains { $0.code == .applicationUUID && $0.severity == .noted })
        let explanation = try TrustedApplicationFormat.explain(MemorySource(image))
        #expect(explanation.properties == ["uuid": "\(uuid)", "version": "3"])
        #expect(explanation.regions.map(\.count).reduce(0, +) == image.count)
        #expect(throws: BedplateError(.malformed, "")) {
            try TrustedApplicationFormat.explain(MemorySource(Array(image.dropLast())))
        }
    }

    @Test func `only RSA signs, and only what there is`() async throws {
        var sink = MemorySink()
        var signing = TrustedApplicationSigning(signer: signer, application: uuid, version: 0)
        await #expect(throws: BedplateError(.malformed, "")) { try await signing.sign(MemorySource([]), to: &sink) }
        signing.signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        await #expect(throws: BedplateError(.unsupportedScheme, "")) {
            try await signing.sign(MemorySource([1]), to: &sink)
        }
        #expect(sink.bytes.isEmpty)
    }
}
