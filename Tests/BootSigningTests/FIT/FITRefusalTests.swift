import BootSigning
import DeviceTree
import Digests
import KeyStore
import Model
import Testing

@Suite struct FITRefusalTests {
    struct Refusal: CustomTestStringConvertible, Sendable {
        var name: String
        var finding: Finding.Code
        /// Whether only this finding fails: nothing else would have caught it.
        var isAlone = false
        var trust: @Sendable (FITFixture) throws -> DeviceTrust = { $0.trust }
        var mutate: @Sendable (FITFixture) async throws -> [UInt8]
        var testDescription: String { name }
    }

    private static let configuration = "/configurations/conf-1"
    private static let signature = "/configurations/conf-1/signature-1"
    private static let nodes = [
        "/", configuration, "/images/ramdisk-1", "/images/ramdisk-1/hash-1", "/images/kernel-1",
        "/images/kernel-1/hash-1",
    ]

    private static func list(_ strings: [String]) -> [UInt8] { strings.flatMap { Array($0.utf8) + [0] } }

    static let refusals: [Refusal] = structure + names + coverage + algorithms + contents + keys

    private static let structure: [Refusal] = [
        .init(name: "a second root", finding: .fitSecondRoot, isAlone: true) { fixture in
            let end = try #require(DeviceTree(fixture.signed).layout?.end)
            return fixture.inserting([1, 0, 2], at: end.lowerBound)
        },
        .init(name: "a root with a name", finding: .fitSecondRoot, isAlone: true) { fixture in
            var image = fixture.signed
            let start = try #require(DeviceTree(image).layout?.structure.lowerBound)
            image[start + 4] = 0x61
            return image
        },
        .init(name: "a totalsize beyond the file", finding: .fitTotalSize, isAlone: true) { fixture in
            var image = fixture.signed
            image.setWord(UInt32(image.count + 4), at: 4)
            return image
        },
        .init(name: "a file that was cut off", finding: .fitTruncated, isAlone: true) { fixture in
            fixture.signed.dropLast(7)
        },
        .init(name: "a property twice", finding: .fitDuplicate, isAlone: true) { fixture in
            let node = try #require(DeviceTree(fixture.signed).node("/images/kernel-1"))
            let load = try #require(node.property("load")?.token)
            let token = stride(from: load.lowerBound, to: load.upperBound, by: 4).map { fixture.signed.word($0) }
            return fixture.inserting(token, at: load.lowerBound)
        },
        .init(name: "an image twice", finding: .fitDuplicate, isAlone: true) { fixture in
            let node = try #require(DeviceTree(fixture.signed).node("/images/kernel-1"))
            let range = try #require(node.begin?.lowerBound)..<#require(node.end?.upperBound)
            let tokens = stride(from: range.lowerBound, to: range.upperBound, by: 4).map { fixture.signed.word($0) }
            return fixture.inserting(tokens, at: range.lowerBound)
        },
        .init(name: "a token without meaning", finding: .imageStructure, isAlone: true) { fixture in
            let node = try #require(DeviceTree(fixture.signed).node("/images/kernel-1"))
            return fixture.inserting([4], at: try #require(node.end?.lowerBound))
        },
        .init(name: "octets after the tree", finding: .imageExcess, isAlone: true) { fixture in fixture.signed + [0, 1]
        },
    ]

    private static let names: [Refusal] = [
        .init(name: "an image with a unit address (CVE-2021-27138)", finding: .fitUnitAddress, isAlone: true) {
            fixture in
            try fixture.edited { tree in try tree.addNode("kernel-1@1", at: "/images") }
        },
        .init(name: "a configuration with a unit address", finding: .fitUnitAddress, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.addNode("conf-1@1", at: "/configurations") }
        },
        .init(name: "no default configuration", finding: .fitDefault, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.remove("default", at: "/configurations") }
        },
        .init(name: "a default that is not there", finding: .fitDefault, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.set("default", "conf-2", at: "/configurations") }
        },
        .init(name: "an image that is not there", finding: .fitReference, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.set("loadables", "none", at: configuration) }
        },
        .init(name: "data in two places", finding: .fitData, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.set("data-size", cells: 6, at: "/images/kernel-1")
                try tree.set("data-offset", cells: 0, at: "/images/kernel-1")
            }
        },
        .init(name: "data outside the file", finding: .fitData, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.remove("data", at: "/images/kernel-1")
                try tree.set("data-size", cells: 0xFFFF_FFFF, at: "/images/kernel-1")
                try tree.set("data-offset", cells: 0xFFFF_FFFF, at: "/images/kernel-1")
            }
        },
        .init(name: "data inside the tree", finding: .fitData, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.remove("data", at: "/images/kernel-1")
                try tree.set("data-size", cells: 6, at: "/images/kernel-1")
                try tree.set("data-position", cells: 40, at: "/images/kernel-1")
            }
        },
        .init(name: "data in a configuration", finding: .fitData, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.set("data", "kernel-1", at: configuration) }
        },
    ]

    private static let coverage: [Refusal] = [
        .init(
            name: "another configuration's signature (CVE-2020-10648)",
            finding: .fitConfigurationForged
        ) { fixture in
            try fixture.edited { tree in
                let node = tree.node(signature)
                try tree.addNode("conf-2", at: "/configurations")
                try tree.set("kernel", "ramdisk-1", at: "/configurations/conf-2")
                try tree.addNode("signature-1", at: "/configurations/conf-2")
                for property in node?.properties.reversed() ?? [] {
                    try tree.set(property.name, property.octets ?? [], at: "/configurations/conf-2/signature-1")
                }
                try tree.set("default", "conf-2", at: "/configurations")
            }
        },
        .init(name: "a configuration beside the signed one", finding: .imageSignature, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.addNode("conf-2", at: "/configurations")
                try tree.set("kernel", "ramdisk-1", at: "/configurations/conf-2")
            }
        },
        .init(name: "a clone of an image in hashed-nodes", finding: .fitHashedNodes) { fixture in
            try fixture.edited { tree in
                try tree.addNode("kernel-0", at: "/images")
                for property in tree.node("/images/kernel-1")?.properties.reversed() ?? [] {
                    try tree.set(property.name, property.octets ?? [], at: "/images/kernel-0")
                }
                try tree.addNode("hash-1", at: "/images/kernel-0")
                let named = nodes.map { $0.replacing("kernel-1", with: "kernel-0") }
                try tree.set("hashed-nodes", list(named), at: signature)
            }
        },
        .init(name: "a referenced image that hashed-nodes leaves out", finding: .fitImageUnsigned) { fixture in
            try fixture.edited { tree in
                try tree.set("hashed-nodes", list(nodes.filter { !$0.contains("ramdisk") }), at: signature)
            }
        },
        .init(name: "an image that was referenced afterwards", finding: .fitImageUnsigned) { fixture in
            try fixture.edited { tree in
                try tree.addNode("fdt-1", at: "/images")
                try tree.set("data", "x", at: "/images/fdt-1")
                try tree.set("fdt", "fdt-1", at: configuration)
            }
        },
        .init(name: "no hashed-nodes", finding: .fitHashedNodes) { fixture in
            try fixture.edited { tree in try tree.remove("hashed-nodes", at: signature) }
        },
        .init(name: "hashed-strings beyond the strings", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in
                try tree.set("hashed-strings", cells: 0, UInt32(tree.strings.count) + 1, at: signature)
            }
        },
        .init(name: "hashed-strings that overflow", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.set("hashed-strings", cells: 0, 0xFFFF_FFFF, at: signature) }
        },
        .init(name: "hashed-strings with an offset", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.set("hashed-strings", cells: 4, 4, at: signature) }
        },
        .init(name: "hashed-strings of one cell", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.set("hashed-strings", cells: 0, at: signature) }
        },
        .init(name: "hashed-strings of nothing", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.set("hashed-strings", cells: 0, 0, at: signature) }
        },
        .init(name: "no hashed-strings", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.remove("hashed-strings", at: signature) }
        },
        .init(name: "a covered name outside hashed-strings", finding: .fitHashedStrings) { fixture in
            try fixture.edited { tree in try tree.set("uboot,ignore", "", at: "/images/kernel-1") }
        },
    ]

    private static let algorithms: [Refusal] = [
        .init(name: "a signature with SHA-1", finding: .fitAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("algo", "sha1,ecdsa256", at: signature) }
        },
        .init(name: "a signature of no known kind", finding: .fitAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("algo", "sha256,rsa1024", at: signature) }
        },
        .init(name: "a signature of no known padding", finding: .fitAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("padding", "none", at: signature) }
        },
        .init(name: "an ECDSA signature with a padding", finding: .fitAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("padding", "pss", at: signature) }
        },
        .init(name: "a signature that is too long", finding: .imageSignatureForm) { fixture in
            try fixture.edited { tree in
                let value = tree.node(signature)?.property("value")?.octets ?? []
                try tree.set("value", value + [0], at: signature)
            }
        },
        .init(name: "a signature of zeros", finding: .imageSignature, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.set("value", [UInt8](repeating: 0, count: 64), at: signature)
            }
        },
        .init(name: "no signature", finding: .imageSignature) { fixture in fixture.unsigned },
        .init(name: "a hash with SHA-1", finding: .fitHashAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("algo", "sha1", at: "/images/kernel-1/hash-1") }
        },
        .init(name: "a checksum instead of a hash", finding: .fitHashAlgorithm) { fixture in
            try fixture.edited { tree in try tree.set("algo", "crc32", at: "/images/kernel-1/hash-1") }
        },
    ]

    private static let contents: [Refusal] = [
        .init(name: "other data", finding: .imageHash, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.set("data", Array("kernal".utf8), at: "/images/kernel-1") }
        },
        .init(name: "another load address", finding: .imageSignature, isAlone: true) { fixture in
            try fixture.edited { tree in try tree.set("load", cells: 0, at: "/images/kernel-1") }
        },
        .init(name: "other data with their hash", finding: .imageSignature, isAlone: true) { fixture in
            let data = Array("kernal".utf8)
            let hash = try HashAlgorithm.sha256.digest(data)
            return try fixture.edited { tree in
                try tree.set("data", data, at: "/images/kernel-1")
                try tree.set("value", hash, at: "/images/kernel-1/hash-1")
            }
        },
        .init(name: "kernel and ramdisk exchanged", finding: .imageSignature, isAlone: true) { fixture in
            try fixture.edited { tree in
                try tree.set("kernel", "ramdisk-1", at: configuration)
                try tree.set("ramdisk", "kernel-1", at: configuration)
            }
        },
    ]

    private static let keys: [Refusal] = [
        .init(
            name: "no key that is required",
            finding: .imageKeyRequired,
            isAlone: true,
            trust: { _ in DeviceTrust() },
            mutate: { $0.signed }
        ),
        .init(
            name: "no key that is required, and no signature",
            finding: .imageKeyRequired,
            isAlone: true,
            trust: { _ in DeviceTrust() },
            mutate: { $0.unsigned }
        ),
        .init(
            name: "another device's key",
            finding: .imageSignature,
            isAlone: true,
            trust: { _ in
                let other = try SoftwareSigner.ephemeral(.ecdsaP256).publicKey.subjectPublicKeyInfo
                return DeviceTrust(keys: [.init(subjectPublicKeyInfo: other)])
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "a revoked key",
            finding: .imageKeyRevoked,
            trust: { fixture in
                let other = try SoftwareSigner.ephemeral(.ecdsaP384).publicKey.subjectPublicKeyInfo
                let own = fixture.signer.publicKey.subjectPublicKeyInfo
                return DeviceTrust(keys: [
                    .init(subjectPublicKeyInfo: other), .init(subjectPublicKeyInfo: own, isRevoked: true),
                ])
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "a key that is trusted and revoked",
            finding: .imageKeyRequired,
            isAlone: true,
            trust: { fixture in
                let own = fixture.signer.publicKey.subjectPublicKeyInfo
                return DeviceTrust(keys: [
                    .init(subjectPublicKeyInfo: own), .init(subjectPublicKeyInfo: own, isRevoked: true),
                ])
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "a key that is trusted, and revoked by its digest",
            finding: .imageKeyRequired,
            isAlone: true,
            trust: { fixture in
                let own = fixture.signer.publicKey.subjectPublicKeyInfo
                return DeviceTrust(
                    keys: [.init(subjectPublicKeyInfo: own)],
                    digests: [.init(try HashAlgorithm.sha256.digest(own), isRevoked: true)]
                )
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "the only key, revoked",
            finding: .imageKeyRequired,
            isAlone: true,
            trust: { fixture in
                let own = fixture.signer.publicKey.subjectPublicKeyInfo
                return DeviceTrust(keys: [.init(subjectPublicKeyInfo: own, isRevoked: true)])
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "another image than the expected one",
            finding: .imageExpected,
            isAlone: true,
            trust: { fixture in
                var trust = fixture.trust
                trust.expectedImage = String(repeating: "0", count: 64)
                return trust
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "a device that demands a post-quantum signature",
            finding: .imageHybrid,
            isAlone: true,
            trust: { fixture in
                var trust = fixture.trust
                trust.requiresHybrid = true
                return trust
            },
            mutate: { $0.signed }
        ),
        .init(
            name: "a counter that no FIT has",
            finding: .imageCounterName,
            isAlone: true,
            trust: { fixture in
                var trust = fixture.trust
                trust.counters = ["counter": 1]
                return trust
            },
            mutate: { $0.signed }
        ),
    ]

    @Test(arguments: refusals)
    func `is refused by its own finding, with its place`(_ refusal: Refusal) async throws {
        let fixture = try await FITFixture()
        let image = try await refusal.mutate(fixture)
        let judgement = try FITFormat.verify(MemorySource(image), refusal.trust(fixture))
        #expect(!judgement.holds)
        let codes = Set(judgement.failures.map(\.code))
        #expect(codes.contains(refusal.finding), "\(judgement.failures)")
        if refusal.isAlone { #expect(codes == [refusal.finding], "\(judgement.failures)") }
        let aboutTheDevice: [Finding.Code] = [.imageKeyRequired, .imageExpected, .imageHybrid, .imageCounterName]
        let isAboutTheFile = !aboutTheDevice.contains(refusal.finding)
        for failure in judgement.failures where isAboutTheFile { #expect(failure.location != nil, "\(failure)") }
    }

    @Test func `what the refused images are made from is accepted`() async throws {
        let fixture = try await FITFixture()
        let judgement = try fixture.judgement(fixture.signed)
        #expect(judgement.holds, "\(judgement.failures)")
        #expect(try fixture.judgement(fixture.edited { _ in }).holds)
        // What nothing covers and no boot loader uses may change.
        #expect(
            try fixture.judgement(fixture.edited { tree in try tree.set("signer-name", "x", at: Self.signature) }).holds
        )
        #expect(try fixture.judgement(fixture.signed + [0, 0, 0]).holds)
    }
}
