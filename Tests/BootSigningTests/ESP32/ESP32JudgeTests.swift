import BootSigning
import Digests
import ESP32
import KeyStore
import Model
import PKIX
import Testing

/// Espressif's own tools and ours judge each other.
@Suite struct ESP32JudgeTests {
    private let tools: EspressifTools
    private static let algorithms: [(SigningPublicKey.Algorithm, String)] = [
        (.rsa3072, "-algorithm RSA -pkeyopt rsa_keygen_bits:3072"),
        (.ecdsaP256, "-algorithm EC -pkeyopt ec_paramgen_curve:P-256"),
        (.ecdsaP384, "-algorithm EC -pkeyopt ec_paramgen_curve:P-384"),
    ]

    init() throws { tools = try EspressifTools() }

    @Test func `esptool reads the sample image as we do`() throws {
        try tools.write(SampleESPImage.octets(), to: "app.bin")
        let (isDone, text) = try tools.run("esptool", "--chip", "esp32s3", "image-info", "app.bin")
        #expect(isDone)
        #expect(text.contains("(valid)"))
        #expect(!text.contains("invalid"))
        #expect(text.contains("Secureversion:7"))
    }

    @Test(arguments: algorithms)
    func `we boot what espsecure signs, and burn the digest that it computes`(
        _ algorithm: SigningPublicKey.Algorithm,
        _ options: String
    ) throws {
        try tools.openssl("genpkey \(options) -out key.pem")
        try tools.openssl("pkey -in key.pem -pubout -outform DER -out public.der")
        try tools.write(SampleESPImage.octets(), to: "app.bin")
        try tools.require(
            "espsecure",
            "sign-data",
            "--version",
            "2",
            "--keyfile",
            "key.pem",
            "--output",
            "signed.bin",
            "app.bin"
        )
        try tools.require("espsecure", "digest-sbv2-public-key", "--keyfile", "key.pem", "--output", "digest.bin")
        let key = try ESPPublicKey(subjectPublicKeyInfo: tools.read("public.der"))
        #expect(try tools.read("digest.bin") == key.fuseDigest)
        let trust = DeviceTrust(digests: [.init(try tools.read("digest.bin"))])
        let signed = try tools.read("signed.bin")
        let judgement = try ESP32Format.verify(MemorySource(signed), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        // Their block is exactly what its key, digest and signature make.
        let sector = Array(signed.suffix(ESPSignatureSector.size))
        #expect(try ESPSignatureSector(sector).octets == sector)
    }

    @Test(arguments: algorithms)
    func `espsecure accepts what we sign, and writes the same octets for our signature`(
        _ algorithm: SigningPublicKey.Algorithm,
        _ options: String
    ) async throws {
        let key = try SoftwareSigner.ephemeral(algorithm)
        let image = try SampleESPImage.octets()
        var sink = MemorySink()
        let sector = try await ESP32Signing().sign(MemorySource(image), with: [key], to: &sink)
        let pem = PEM(label: "PUBLIC KEY", bytes: key.publicKey.subjectPublicKeyInfo).text
        try tools.write(Array(pem.utf8), to: "public.pem")
        try tools.write(sink.bytes, to: "signed.bin")
        let verify = ["verify-signature", "--version", "2", "--keyfile", "public.pem"]
        #expect(try tools.run("espsecure", verify[0], verify[1], verify[2], verify[3], verify[4], "signed.bin").isDone)
        let digest = try #require(try DeviceTrust(fusing: [key]).digests.first).octets
        let hexadecimal = digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        #expect(try tools.run("espsecure", "signature-info-v2", "signed.bin").text.contains(hexadecimal))
        // The same image and signature, put together by espsecure.
        let block = try #require(sector.blocks.first)
        let curve: EllipticCurve = algorithm == .ecdsaP256 ? .p256 : .p384
        let signature = ECDSASignature(raw: block.signature, curve: curve)?.der ?? block.signature
        try tools.write(signature, to: "signature.bin")
        try tools.write(Array(sink.bytes.prefix(SampleESPImage.sectorOffset)), to: "padded.bin")
        try tools.require(
            "espsecure",
            "sign-data",
            "--version",
            "2",
            "--pub-key",
            "public.pem",
            "--signature",
            "signature.bin",
            "--output",
            "theirs.bin",
            "padded.bin"
        )
        #expect(try tools.read("theirs.bin") == sink.bytes)
        // Positive control: a flipped octet is seen.
        var damaged = sink.bytes
        damaged[300] ^= 1
        try tools.write(damaged, to: "damaged.bin")
        #expect(
            try !tools.run("espsecure", verify[0], verify[1], verify[2], verify[3], verify[4], "damaged.bin").isDone
        )
    }

    @Test func `signatures are added by either to what the other signed`() async throws {
        let keys = [try SoftwareSigner.ephemeral(.rsa3072), try SoftwareSigner.ephemeral(.rsa3072)]
        var first = MemorySink()
        try await ESP32Signing().sign(MemorySource(SampleESPImage.octets()), with: [keys[0]], to: &first)
        try tools.write(first.bytes, to: "one.bin")
        try tools.openssl("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out key.pem")
        try tools.require(
            "espsecure",
            "sign-data",
            "--version",
            "2",
            "--append-signatures",
            "--keyfile",
            "key.pem",
            "--output",
            "two.bin",
            "one.bin"
        )
        try tools.require("espsecure", "digest-sbv2-public-key", "--keyfile", "key.pem", "--output", "digest.bin")
        var third = MemorySink()
        let two = MemorySource(try tools.read("two.bin"))
        let sector = try await ESP32Signing(existing: .keep).sign(two, with: [keys[1]], to: &third)
        #expect(sector.blocks.count == 3)
        let theirs = DeviceTrust.KeyDigest(try tools.read("digest.bin"))
        let digests = try DeviceTrust(fusing: keys).digests + [theirs]
        for digest in digests {
            #expect(try ESP32Format.verify(MemorySource(third.bytes), DeviceTrust(digests: [digest])).holds)
        }
        try tools.write(third.bytes, to: "three.bin")
        #expect(
            try tools.run("espsecure", "verify-signature", "--version", "2", "--keyfile", "key.pem", "three.bin").isDone
        )
    }

    /// The virtual eFuses lie in the file with a block's octets reversed.
    @Test func `espefuse burns the digest that we compute into a virtual chip`() async throws {
        for (algorithm, chip) in [(SigningPublicKey.Algorithm.rsa3072, "esp32s3"), (.ecdsaP256, "esp32h2")] {
            let key = try SoftwareSigner.ephemeral(algorithm)
            let pem = PEM(label: "PUBLIC KEY", bytes: key.publicKey.subjectPublicKeyInfo).text
            try tools.write(Array(pem.utf8), to: "public.pem")
            try tools.require(
                "espefuse",
                "--chip",
                chip,
                "--virt",
                "--path-efuse-file",
                "\(chip).bin",
                "--do-not-confirm",
                "burn-key-digest",
                "BLOCK_KEY0",
                "public.pem",
                "SECURE_BOOT_DIGEST0"
            )
            let digest = try #require(try DeviceTrust(fusing: [key]).digests.first).octets
            #expect(try tools.read("\(chip).bin").firstRange(of: digest.reversed()) != nil)
        }
    }

    @Test func `espsecure passes over what we refuse`() async throws {
        var signed = try await SignedESPImage.of(.p256)
        let octets = Array(signed.image.suffix(ESPSignatureSector.size))
        let block = try #require(try ESPSignatureSector(octets).blocks.first)
        let info = try #require(block.key.info.subjectPublicKeyInfo)
        try tools.write(Array(PEM(label: "PUBLIC KEY", bytes: info).text.utf8), to: "public.pem")
        signed.image[SampleESPImage.sectorOffset + 2000] = 0
        #expect(try !signed.judged().holds)
        try tools.write(signed.image, to: "signed.bin")
        #expect(
            try tools.run("espsecure", "verify-signature", "--version", "2", "--keyfile", "public.pem", "signed.bin")
                .isDone
        )
    }
}
