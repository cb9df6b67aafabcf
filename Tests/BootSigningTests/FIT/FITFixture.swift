import BootSigning
import DeviceTree
import KeyStore
import Model

/// A small FIT, unsigned and signed with P-256.
struct FITFixture: Sendable {
    let signer: SoftwareSigner
    let unsigned: [UInt8]
    let signed: [UInt8]

    static let kernel = Array("kernel".utf8)
    static let ramdisk = Array("ramdisk!".utf8)

    /// The tree of an unsigned FIT with one configuration.
    static func tree() throws -> DeviceTree {
        var tree = DeviceTree()
        try tree.addNode("configurations", at: "/")
        try tree.addNode("images", at: "/")
        try tree.set("description", "d", at: "/")
        for (name, data) in [("ramdisk", ramdisk), ("kernel", kernel)] {
            let path = "/images/\(name)-1"
            try tree.addNode("\(name)-1", at: "/images")
            try tree.set("load", cells: 0x8_0000, at: path)
            try tree.set("type", name, at: path)
            try tree.set("data", data, at: path)
            try tree.addNode("hash-1", at: path)
            try tree.set("algo", "sha256", at: path + "/hash-1")
        }
        try tree.set("default", "conf-1", at: "/configurations")
        try tree.addNode("conf-1", at: "/configurations")
        try tree.set("ramdisk", "ramdisk-1", at: "/configurations/conf-1")
        try tree.set("kernel", "kernel-1", at: "/configurations/conf-1")
        return tree
    }

    init() async throws {
        signer = try SoftwareSigner.ephemeral(.ecdsaP256)
        unsigned = try Self.tree().serialized()
        signed = try await Self.sign(unsigned, signer)
    }

    static func sign(_ image: [UInt8], _ signer: SoftwareSigner, name: String = "dev") async throws -> [UInt8] {
        try await sign(image, FITSigning(keys: [.init(name: name, signer: signer)]))
    }

    static func sign(_ image: [UInt8], _ signing: FITSigning) async throws -> [UInt8] {
        var sink = MemorySink()
        try await signing.sign(MemorySource(image), to: &sink)
        return sink.bytes
    }

    var trust: DeviceTrust { DeviceTrust(keys: [.init(subjectPublicKeyInfo: signer.publicKey.subjectPublicKeyInfo)]) }

    func judgement(_ image: [UInt8]) throws -> Judgement { try FITFormat.verify(MemorySource(image), trust) }

    /// The signed tree, edited.
    func edited(_ body: (inout DeviceTree) throws -> Void) throws -> [UInt8] {
        var tree = try DeviceTree(signed)
        try body(&tree)
        return try tree.serialized()
    }

    /// The signed image with tokens inserted into the structure block, and a header that says so.
    func inserting(_ tokens: [UInt32], at place: Int) -> [UInt8] {
        var image = signed
        let octets = tokens.flatMap { token in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: token >> UInt32($0)) } }
        image.insert(contentsOf: octets, at: place)
        for field in [4, 12, 36] { image.setWord(image.word(field) + UInt32(octets.count), at: field) }
        return image
    }
}

extension [UInt8] {
    func word(_ at: Int) -> UInt32 { self[at..<at + 4].reduce(0) { $0 << 8 | UInt32($1) } }

    mutating func setWord(_ value: UInt32, at place: Int) {
        for (i, shift) in [24, 16, 8, 0].enumerated() {
            self[place + i] = UInt8(truncatingIfNeeded: value >> UInt32(shift))
        }
    }
}
