import BootSigning
import DeviceTree
import Digests
import FIT
import Foundation
import KeyStore
import Model
import OpenSSLOracle
import PKIX
import Testing

/// mkimage, dtc, dumpimage and openssl judge what is signed here; what mkimage signs is verified here.
@Suite struct FITJudgeTests {
    struct Kind: CustomTestStringConvertible, Sendable {
        var algorithm: SigningPublicKey.Algorithm
        var hash: HashAlgorithm
        var padding: FITPadding = .pkcs1
        var name: String
        var testDescription: String { name + (padding == .pss ? " pss" : "") }

        var node: String {
            "algo = \"\(name)\"; key-name-hint = \"dev\";" + (padding == .pss ? " padding = \"pss\";" : "")
        }
    }

    static let deterministic: [Kind] = [
        .init(algorithm: .rsa2048, hash: .sha256, name: "sha256,rsa2048"),
        .init(algorithm: .rsa2048, hash: .sha512, name: "sha512,rsa2048"),
        .init(algorithm: .rsa3072, hash: .sha384, name: "sha384,rsa3072"),
        .init(algorithm: .rsa4096, hash: .sha256, name: "sha256,rsa4096"),
    ]
    static let known: [Kind] =
        deterministic + [
            .init(algorithm: .rsa2048, hash: .sha256, padding: .pss, name: "sha256,rsa2048"),
            .init(algorithm: .rsa4096, hash: .sha384, padding: .pss, name: "sha384,rsa4096"),
            .init(algorithm: .ecdsaP256, hash: .sha256, name: "sha256,ecdsa256"),
        ]
    static let own: [Kind] = known + [.init(algorithm: .ecdsaP384, hash: .sha384, name: "sha384,ecdsa384")]

    private func key(_ signer: SoftwareSigner, _ kind: Kind, name: String = "dev") -> FITSigning.Key {
        .init(name: name, signer: signer, hash: kind.hash, padding: kind.padding)
    }

    private func control(_ tree: DeviceTree) throws -> MemorySource { MemorySource(try tree.serialized()) }

    @Test(arguments: deterministic)
    func `PKCS #1 signatures, and all else in the tree, are mkimage's`(kind: Kind) async throws {
        let judge = try MakeImage()
        let signer = try judge.key("dev", kind.algorithm)
        let unsigned = try judge.build(kind.node)
        let theirs = try judge.sign(unsigned)
        let ours = try await FITFixture.sign(unsigned, judge.signing([key(signer, kind)]))
        #expect(try judge.text(ours) == judge.text(theirs))
        for (path, image) in [
            ("/configurations/conf-1/signature-1", ours), ("/configurations/conf-2/signature-1", ours),
        ] {
            let value = try DeviceTree(image).node(path)?.property("value")?.octets
            #expect(try value != nil && value == DeviceTree(theirs).node(path)?.property("value")?.octets)
        }
        // Once more over the signed one, whose strings block has grown.
        let again = try await FITFixture.sign(theirs, judge.signing([key(signer, kind)]))
        #expect(try judge.text(again) == judge.text(judge.sign(theirs)))
    }

    @Test func `signatures of images are mkimage's, and demanded where the key says so`() async throws {
        let judge = try MakeImage()
        let kind = Self.deterministic[0]
        let signer = try judge.key("dev", kind.algorithm)
        let unsigned = try judge.build(kind.node, imageSignature: "signature-1 { \(kind.node) };")
        let theirs = try judge.sign(unsigned)
        let ours = try await FITFixture.sign(unsigned, judge.signing([key(signer, kind)], signsImages: true))
        #expect(try judge.text(ours) == judge.text(theirs))
        let configurationKey = FITTrust.Key(try key(signer, kind).node(required: .configuration))
        let imageKey = FITTrust.Key(try key(signer, kind, name: "image").node(required: .image))
        let trust = FITTrust(keys: [configurationKey, imageKey])
        #expect(try FITFormat.verify(MemorySource(theirs), trust).holds)
        let without = try await FITFixture.sign(judge.build(kind.node), judge.signing([key(signer, kind)]))
        let codes = try FITFormat.verify(MemorySource(without), trust).failures.map(\.code)
        #expect(!codes.isEmpty && codes.allSatisfy { $0 == .fitImageSignature })
        // A key for images alone leaves it open which of them are booted together.
        let open = try FITFormat.verify(MemorySource(theirs), FITTrust(keys: [imageKey]))
        #expect(open.failures.map(\.code) == [.imageKeyRequired])
    }

    @Test(arguments: known)
    func `what mkimage signs is accepted with the control tree that it writes, which is ours as well`(
        kind: Kind
    ) async throws {
        let judge = try MakeImage()
        let signer = try judge.key("dev", kind.algorithm)
        let control = try DeviceTree(judge.tools.read("control.dtb"))
        var ours = control
        try key(signer, kind).node(required: .configuration).write(to: &ours)
        // mkimage 2023.01 signs with ECDSA but fails to write the key (`-K`), whatever room the control tree has.
        let writesKey = kind.algorithm != .ecdsaP256
        let theirs = try judge.sign(judge.build(kind.node), writesKey ? "-K control.dtb" : "")
        let written = writesKey ? try judge.tools.read("control.dtb") : try ours.serialized()
        let judgement = try FITFormat.verify(MemorySource(theirs), control: MemorySource(written))
        #expect(judgement.holds, "\(judgement.failures)")
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        #expect(try FITFormat.verify(MemorySource(theirs), trust).holds)
        #expect(try judge.text(ours.serialized()) == judge.text(written))
        // Another device's control tree refuses it.
        var other = control
        let stranger = try SoftwareSigner.ephemeral(kind.algorithm)
        try key(stranger, kind).node(required: .configuration).write(to: &other)
        #expect(try !FITFormat.verify(MemorySource(theirs), control: self.control(other)).holds)
    }

    @Test(arguments: own)
    func `openssl verifies our signatures over the regions that are shown as covered`(kind: Kind) async throws {
        let judge = try MakeImage()
        let signer = try judge.key("dev", kind.algorithm)
        let unsigned = try judge.build("key-name-hint = \"dev\";")
        let signed = try await FITFixture.sign(unsigned, FITSigning(keys: [key(signer, kind)]))
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        let judgement = try FITFormat.verify(MemorySource(signed), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        let explanation = try FITFormat.explain(MemorySource(signed))
        #expect(explanation.regions.reduce(0) { $0 + $1.count } == signed.count)
        #expect(explanation.signatures.map(\.key) == ["dev", "dev"])
        for name in ["conf-1/signature-1", "conf-2/signature-1"] {
            let covered = explanation.regions.filter { $0.coveredBy.contains(name) && !$0.name.hasSuffix(" data") }
            try judge.tools.write(covered.flatMap { signed[$0.offset..<$0.offset + $0.count] }, to: "stream")
            let node = try #require(DeviceTree(signed).node("/configurations/" + name))
            var value = try #require(node.property("value")?.octets)
            switch kind.algorithm {
            case .ecdsaP256: value = try #require(ECDSASignature(raw: value, curve: .p256)).der
            case .ecdsaP384: value = try #require(ECDSASignature(raw: value, curve: .p384)).der
            default: break
            }
            try judge.tools.write(value, to: "signature")
            try judge.tools.run("pkey -in keys/dev.pem -pubout -out dev.pub")
            let options =
                kind.padding == .pss ? "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" : ""
            try judge.tools.run("dgst -\(kind.hash) -verify dev.pub \(options) -signature signature stream")
        }
        // dumpimage reads the tree and finds every image.
        try judge.tools.write(signed, to: "signed.fit")
        let listed = try String(decoding: judge.tools.run("-l signed.fit", program: "dumpimage"), as: UTF8.self)
        #expect(listed.contains("Sign algo:    \(kind.name):dev"))
        for (number, file) in ["kernel", "fdt", "ramdisk"].enumerated() {
            try judge.tools.run("-T flat_dt -p \(number) -o out signed.fit", program: "dumpimage")
            #expect(try judge.tools.read("out") == judge.tools.read(file))
        }
    }

    @Test(arguments: [nil, 0x8000])
    func `external data are where mkimage puts them, and are signed in place`(position: Int?) async throws {
        let judge = try MakeImage()
        let kind = Self.deterministic[0]
        let signer = try judge.key("dev", kind.algorithm)
        let unsigned = try judge.build(kind.node)
        let options = "-E" + (position.map { " -p 0x" + String($0, radix: 16) } ?? "")
        let theirs = try judge.sign(unsigned, options)
        let signing = try judge.signing([key(signer, kind)], data: .external(position: position))
        let ours = try await FITFixture.sign(unsigned, signing)
        // Only what libfdt leaves in the padding may differ.
        #expect(ours.count == theirs.count && zip(ours, theirs).count { $0 != $1 } < 32)
        #expect(try judge.text(ours) == judge.text(theirs))
        let our = try FlattenedImageTree(DeviceTree(ours), count: ours.count)
        let their = try FlattenedImageTree(DeviceTree(theirs), count: theirs.count)
        #expect(our.images.map(\.data) == their.images.map(\.data))
        #expect(our.images.allSatisfy { ours[$0.data] == theirs[$0.data] })
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        #expect(try FITFormat.verify(MemorySource(theirs), trust).holds)
        // A FIT whose data are external already is signed where it is, and its data stay behind it.
        try judge.tools.write(unsigned, to: "external.fit")
        try judge.run("-F \(options) external.fit")
        let external = try judge.tools.read("external.fit")
        let inPlace = try await FITFixture.sign(external, judge.signing([key(signer, kind)]))
        let judgement = try FITFormat.verify(MemorySource(inPlace), trust)
        #expect(judgement.holds, "\(judgement.failures)")
        let fit = try FlattenedImageTree(DeviceTree(inPlace), count: inPlace.count)
        for (image, file) in zip(fit.images, ["kernel", "fdt", "ramdisk"]) {
            #expect(try Array(inPlace[image.data]) == judge.tools.read(file))
        }
        // Every octet of the data matters.
        var damaged = inPlace
        damaged[try #require(fit.images.first).data.upperBound - 1] ^= 1
        #expect(try FITFormat.verify(MemorySource(damaged), trust).failures.map(\.code).contains(.imageHash))
        #expect(try FITFormat.verify(MemorySource(inPlace + [1]), trust).failures.map(\.code) == [.imageExcess])
    }

    @Test func `a ramdisk that mkimage leaves unsigned is refused as such`() async throws {
        let judge = try MakeImage()
        let kind = Self.deterministic[0]
        let signer = try judge.key("dev", kind.algorithm)
        let unsigned = try judge.build(kind.node, images: "")
        let theirs = try judge.sign(unsigned)
        let trust = DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)])
        let judgement = try FITFormat.verify(MemorySource(theirs), trust)
        let finding = try #require(judgement.failures.first { $0.code == .fitImageUnsigned })
        #expect(finding.claim.contains("referenced image unsigned") && finding.claim.contains("/images/ramdisk-1"))
        let notes = try FITFormat.explain(MemorySource(theirs)).notes
        #expect(notes.contains { $0.contains("referenced image unsigned") })
        // Signed here, it is covered.
        let ours = try await FITFixture.sign(unsigned, FITSigning(keys: [key(signer, kind)]))
        #expect(try FITFormat.verify(MemorySource(ours), trust).holds)
    }
}
