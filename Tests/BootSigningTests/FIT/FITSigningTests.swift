import BootSigning
import DeviceTree
import Digests
import FIT
import KeyStore
import Model
import PKIX
import Testing

@Suite struct FITSigningTests {
    private func trust(_ mode: FITTrust.Mode, _ keys: FITSigning.Key...) throws -> FITTrust {
        FITTrust(keys: try keys.map { FITTrust.Key(try $0.node(required: .configuration)) }, mode: mode)
    }

    @Test func `every required key must have signed, or any of them, as the control tree says`() async throws {
        let first = FITSigning.Key(name: "first", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        let second = FITSigning.Key(name: "second", signer: try SoftwareSigner.ephemeral(.rsa2048), padding: .pss)
        let unsigned = try FITFixture.tree().serialized()
        let both = MemorySource(try await FITFixture.sign(unsigned, FITSigning(keys: [first, second])))
        let one = MemorySource(try await FITFixture.sign(unsigned, FITSigning(keys: [first])))
        #expect(try FITFormat.verify(both, trust(.all, first, second)).holds)
        #expect(try FITFormat.verify(both, trust(.any, second)).holds)
        #expect(try FITFormat.verify(one, trust(.any, first, second)).holds)
        let refused = try FITFormat.verify(one, trust(.all, first, second))
        #expect(refused.failures.map(\.code) == [.imageSignature])
        #expect(refused.failures.first?.expected == "second")
        // The same from a control tree.
        var control = DeviceTree()
        for key in [first, second] { try key.node(required: .configuration).write(to: &control) }
        #expect(try !FITFormat.verify(one, control: MemorySource(control.serialized())).holds)
        try control.set("required-mode", "any", at: "/signature")
        #expect(try FITFormat.verify(one, control: MemorySource(control.serialized())).holds)
        // A revoked key is no longer demanded, and never enough.
        let revoked = DeviceTrust(keys: [
            .init(subjectPublicKeyInfo: first.signer.publicKey.subjectPublicKeyInfo, isRevoked: true)
        ])
        let judgement = try FITFormat.verify(one, control: MemorySource(control.serialized()), revoked)
        #expect(judgement.failures.map(\.code).contains(.imageKeyRevoked))
        try control.set("required-mode", "some", at: "/signature")
        #expect(
            try FITFormat.verify(both, control: MemorySource(control.serialized())).failures.map(\.code) == [
                .fitControl
            ]
        )
    }

    @Test func `a key that is not required is not enough`() async throws {
        let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        let signed = MemorySource(try await FITFixture.sign(FITFixture.tree().serialized(), FITSigning(keys: [key])))
        var control = DeviceTree()
        #expect(
            try FITFormat.verify(signed, control: MemorySource(control.serialized())).failures.map(\.code) == [
                .imageKeyRequired
            ]
        )
        try key.node(required: nil).write(to: &control)
        #expect(
            try FITFormat.verify(signed, control: MemorySource(control.serialized())).failures.map(\.code) == [
                .imageKeyRequired
            ]
        )
        try key.node(required: .configuration).write(to: &control)
        #expect(try FITFormat.verify(signed, control: MemorySource(control.serialized())).holds)
        #expect(
            try !FITFormat.verify(signed, control: MemorySource(control.serialized()), configuration: "conf-2").holds
        )
    }

    @Test func `a control tree with a key that no boot loader could compute with is refused`() async throws {
        let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(.rsa2048))
        let signed = MemorySource(try await FITFixture.sign(FITFixture.tree().serialized(), FITSigning(keys: [key])))
        var control = DeviceTree()
        try key.node(required: .configuration).write(to: &control)
        let node = try #require(control.node("/signature/key-dev"))
        for property in node.properties where !["key-name-hint", "rsa,exponent"].contains(property.name) {
            var octets = try #require(property.octets)
            octets[0] ^= 0x40
            var damaged = control
            try damaged.set(property.name, octets, at: "/signature/key-dev")
            let judgement = try FITFormat.verify(signed, control: MemorySource(damaged.serialized()))
            #expect(!judgement.holds, "\(property.name)")
        }
        for property in ["rsa,modulus", "rsa,r-squared", "rsa,n0-inverse", "rsa,num-bits"] {
            var damaged = control
            try damaged.remove(property, at: "/signature/key-dev")
            let judgement = try FITFormat.verify(signed, control: MemorySource(damaged.serialized()))
            #expect(judgement.failures.map(\.code) == [.fitControl], "\(property)")
        }
        var stranger = control
        try stranger.set("algo", "sha512,rsa2048", at: "/signature/key-dev")
        let judgement = try FITFormat.verify(signed, control: MemorySource(stranger.serialized()))
        #expect(judgement.failures.map(\.code) == [.imageSignature])
        #expect(try !FITFormat.verify(signed, control: MemorySource([1, 2, 3])).holds)
    }

    @Test func `what no FIT can be signed with is refused before anything is written`() async throws {
        let unsigned = try FITFixture.tree().serialized()
        for (algorithm, hash) in [(.ed25519, .sha256), (.rsa2048, .sha1), (.ecdsaP256, .sm3_256)]
            as [(SigningPublicKey.Algorithm, HashAlgorithm)]
        {
            let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(algorithm), hash: hash)
            var sink = MemorySink()
            await #expect(throws: BedplateError(.unsupportedScheme, "")) {
                try await FITSigning(keys: [key]).sign(MemorySource(unsigned), to: &sink)
            }
            #expect(sink.bytes.isEmpty)
        }
        let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        await #expect(throws: BedplateError(.malformed, "")) {
            try await FITFixture.sign(unsigned, FITSigning(keys: []))
        }
        await #expect(throws: BedplateError(.malformed, "")) {
            try await FITFixture.sign(unsigned, FITSigning(keys: [key, key]))
        }
        await #expect(throws: BedplateError(.malformed, "")) {
            try await FITFixture.sign(unsigned.dropLast(), FITSigning(keys: [key]))
        }
        await #expect(throws: BedplateError(.conflict, "")) {
            try await FITFixture.sign(unsigned, FITSigning(keys: [key], data: .external(position: 64)))
        }
    }

    @Test func `a second key does not break the first one's signature unsaid`() async throws {
        let first = FITSigning.Key(name: "first", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        let second = FITSigning.Key(name: "second", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        let unsigned = try FITFixture.tree().serialized()
        let one = try await FITFixture.sign(unsigned, FITSigning(keys: [first]))
        await #expect(throws: BedplateError(.conflict, "")) {
            try await FITFixture.sign(one, FITSigning(keys: [second]))
        }
        // Where the node is there already, it can.
        let both = try await FITFixture.sign(unsigned, FITSigning(keys: [first, second]))
        let again = try await FITFixture.sign(both, FITSigning(keys: [second]))
        #expect(try FITFormat.verify(MemorySource(again), trust(.all, first, second)).holds)
    }

    @Test func `a signer that is wrong is found before anything is written`() async throws {
        struct Wrong: Signer {
            let signer: SoftwareSigner
            var publicKey: SigningPublicKey { signer.publicKey }
            var home: KeyHome { signer.home }
            func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
                var value = try await signer.sign(input, scheme)
                value[value.count - 1] ^= 1
                return value
            }
        }
        let key = FITSigning.Key(name: "dev", signer: Wrong(signer: try SoftwareSigner.ephemeral(.ecdsaP256)))
        let unsigned = try FITFixture.tree().serialized()
        var sink = MemorySink()
        await #expect(throws: BedplateError(.corrupt, "")) {
            try await FITSigning(keys: [key]).sign(MemorySource(unsigned), to: &sink)
        }
        #expect(sink.bytes.isEmpty)
    }

    @Test func `an image without a hash gets one, and is then covered`() async throws {
        var tree = try FITFixture.tree()
        try tree.addNode("fdt-1", at: "/images")
        try tree.set("data", "tree", at: "/images/fdt-1")
        try tree.set("fdt", "fdt-1", at: "/configurations/conf-1")
        let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(.ecdsaP384), hash: .sha384)
        let signed = try await FITFixture.sign(tree.serialized(), FITSigning(keys: [key]))
        let judgement = try FITFormat.verify(MemorySource(signed), trust(.all, key))
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(try DeviceTree(signed).node("/images/fdt-1/hash-1")?.property("value")?.octets?.count == 32)
    }

    @Test func `more images than U-Boot can hash are neither signed nor accepted`() async throws {
        var tree = try FITFixture.tree()
        let names = (0..<50).map { "fdt-\($0)" }
        for name in names {
            try tree.addNode(name, at: "/images")
            try tree.set("data", name, at: "/images/" + name)
        }
        try tree.set("fdt", names.flatMap { Array($0.utf8) + [0] }, at: "/configurations/conf-1")
        let key = FITSigning.Key(name: "dev", signer: try SoftwareSigner.ephemeral(.ecdsaP256))
        let unsigned = try tree.serialized()
        await #expect(throws: BedplateError(.malformed, "")) {
            try await FITFixture.sign(unsigned, FITSigning(keys: [key]))
        }
        #expect(try !FITFormat.verify(MemorySource(unsigned), trust(.all, key)).holds)
    }

    @Test func `the public operation is RSA's, and its numbers are those of the modulus`() async throws {
        for algorithm in [.rsa2048, .rsa3072, .rsa4096] as [SigningPublicKey.Algorithm] {
            let signer = try SoftwareSigner.ephemeral(algorithm)
            let info = try PublicKeyInfo(der: signer.publicKey.subjectPublicKeyInfo)
            guard case .rsa(let modulus, let exponent) = info else { throw BedplateError(.malformed, "no RSA key") }
            let numbers = try #require(RSANumbers(modulus: modulus))
            let digest = try HashAlgorithm.sha256.digest([1])
            let signature = try await signer.sign(.message([1]), .rsaPKCS1(.sha256))
            let opened = try #require(numbers.opened(signature, exponent: exponent))
            #expect(opened.starts(with: [0, 1, 0xFF]) && opened.suffix(32).elementsEqual(digest))
            #expect(numbers.opened(modulus, exponent: exponent) == nil)
            #expect(numbers.opened(Array(signature.dropLast()), exponent: exponent) == nil)
        }
        #expect(RSANumbers(modulus: [UInt8](repeating: 0xFF, count: 128)) == nil)
        #expect(RSANumbers(modulus: [UInt8](repeating: 0xFE, count: 256)) == nil)
    }

    @Test func `a FIT is told from any other device tree, and explained`() async throws {
        let fixture = try await FITFixture()
        #expect(try FITFormat.recognises(MemorySource(fixture.signed)))
        #expect(try !FITFormat.recognises(MemorySource(DeviceTree().serialized())))
        #expect(try !FITFormat.recognises(MemorySource([])))
        let explanation = try FITFormat.explain(MemorySource(fixture.signed))
        #expect(explanation.signatures == [.init(name: "conf-1/signature-1", scheme: "sha256,ecdsa256", key: "dev")])
        #expect(explanation.properties["default"] == "conf-1")
        #expect(explanation.properties["conf-1.kernel"] == "kernel-1")
        #expect(explanation.properties["kernel-1.load"] == "0x80000")
        #expect(explanation.notes.isEmpty, "\(explanation.notes)")
        var place = 0
        for region in explanation.regions {
            #expect(region.offset == place)
            place += region.count
        }
        #expect(place == fixture.signed.count)
        let data = try #require(explanation.regions.first { $0.name == "/images/kernel-1 data" })
        #expect(data.coveredBy == ["conf-1/signature-1"] && data.count == FITFixture.kernel.count)
        #expect(
            try FITFormat.explain(MemorySource(fixture.unsigned)).notes == [
                "/configurations/conf-1 has no signature that covers it"
            ]
        )
        #expect(throws: BedplateError(.malformed, "")) { try FITFormat.explain(MemorySource([1, 2, 3])) }
    }
}
