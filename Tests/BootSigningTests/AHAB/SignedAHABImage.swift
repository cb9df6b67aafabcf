import AHAB
import BootSigning
import Digests
import Model
import Testing

/// A signed sample and the device that boots it: what negative tests start from.
struct SignedAHABImage: Sendable {
    var image: [UInt8]
    var trust: DeviceTrust
    var keys: AHABKeys

    static let p256 = Task {
        let keys = try AHABKeys(.ecdsaP256)
        return SignedAHABImage(
            image: try await keys.signed(SampleAHABImage().octets()),
            trust: try keys.trust(),
            keys: keys
        )
    }

    func judged() throws -> Judgement { try AHABFormat.verify(MemorySource(image), trust) }

    /// The container as it can be read.
    var container: AHABContainer {
        get throws { try AHABContainer(Array(image.prefix(AHABContainer.count(ofHeader: image) ?? 0))) }
    }

    /// Changes the container and signs it with a key that is trusted.
    mutating func forge(_ change: (inout AHABContainer) throws -> Void) async throws {
        var container = try container
        try change(&container)
        let octets = try await keys.forged(container).octets
        image.replaceSubrange(0..<octets.count, with: octets)
    }
}

/// A class of images that a device must refuse, with the finding that says why and the octet where.
struct AHABRefusal: Sendable, CustomTestStringConvertible {
    var name: String
    var finding: Finding.Code
    var offset: Int?
    var mutate: @Sendable (inout SignedAHABImage) async throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ finding: String,
        at offset: Int? = nil,
        _ mutate: @escaping @Sendable (inout SignedAHABImage) async throws -> Void
    ) {
        self.name = name
        self.finding = Finding.Code(finding)
        self.offset = offset
        self.mutate = mutate
    }
}

extension AHABRefusal {
    /// Where the signature block begins, its table, and the signature's data, of two images and P-256.
    private static let block = 272
    private static let table = 288
    private static let signature = 608

    /// What the table of refusals in the documentation is made from.
    static let refusals: [AHABRefusal] = headers + blocks + images + devices

    private static let headers: [AHABRefusal] = [
        .init("empty file", "ahab.tag", at: 0) { $0.image = [] },
        .init("wrong container tag", "ahab.tag", at: 0) { $0.image[3] = 0x86 },
        .init("container of version 2", "ahab.tag", at: 0) { $0.image[0] = 2 },
        .init("container longer than the file", "ahab.truncated", at: 1) { $0.image[2] = 0xFF },
        .init("container shorter than its content", "ahab.length", at: block + 1) { $0.image[1] -= 1 },
        .init("no image", "ahab.image-count", at: 11) { $0.image[11] = 0 },
        .init("more images than the limit", "ahab.image-count", at: 11) { $0.image[11] = 33 },
        .init("one image more", "ahab.offset", at: 12) { $0.image[11] += 1 },
        .init("signature block elsewhere", "ahab.offset", at: 12) { $0.image[12] += 8 },
        .init("reserved octets of the header", "ahab.reserved", at: 14) { $0.image[15] = 1 },
        .init("owner that has no meaning", "ahab.srk-set", at: 4) { $0.image[4] |= 3 },
        .init("signed and owned by nobody", "ahab.srk-set", at: 4) { $0.image[4] &= 0xFC },
        .init("flags flipped", "image.signature", at: signature) { $0.image[6] ^= 1 },
        .init("another SRK selected", "image.signature", at: signature) { $0.image[4] ^= 0x10 },
        .init("load address flipped", "image.signature", at: signature) { $0.image[24] ^= 1 },
        .init("not signed", "ahab.signed", at: 4) { $0.image = try SampleAHABImage().octets() },
    ]

    private static let blocks: [AHABRefusal] = [
        .init("wrong tag of the signature block", "ahab.tag", at: block + 3) { $0.image[block + 3] = 0x91 },
        .init("wrong version of the signature block", "ahab.tag", at: block) { $0.image[block] = 1 },
        .init("certificate", "ahab.certificate", at: block + 4) { $0.image[block + 4] = 16 },
        .init("key blob", "ahab.blob", at: block + 10) { $0.image[block + 10] = 16 },
        .init("key identifier without a blob", "ahab.reserved", at: block + 12) { $0.image[block + 12] = 1 },
        .init("key table elsewhere", "ahab.offset", at: block + 6) { $0.image[block + 6] += 8 },
        .init("signature elsewhere", "ahab.offset", at: block + 8) { $0.image[block + 8] += 8 },
        .init("wrong tag of the key table", "ahab.tag", at: table) { $0.image[table] = 0 },
        .init("wrong version of the key table", "ahab.tag", at: table + 3) { $0.image[table + 3] = 0x43 },
        .init("length of the key table", "ahab.length", at: table + 1) { $0.image[table + 1] += 1 },
        .init("wrong tag of an SRK", "ahab.tag", at: table + 4) { $0.image[table + 4] = 0 },
        .init("length of an SRK", "ahab.length", at: table + 5) { $0.image[table + 5] += 1 },
        .init("RSA with the old padding", "ahab.algorithm", at: table + 7) { $0.image[table + 7] = 0x21 },
        .init("unknown hash of an SRK", "ahab.algorithm", at: table + 8) { $0.image[table + 8] = 3 },
        .init("curve that its numbers do not fit", "ahab.algorithm", at: table + 9) { $0.image[table + 9] = 2 },
        .init("reserved octet of an SRK", "ahab.reserved", at: table + 10) { $0.image[table + 10] = 1 },
        .init("SRK that signs certificates", "ahab.srk-flags", at: table + 11) { $0.image[table + 11] = 0x80 },
        .init("SRKs of two kinds", "ahab.mixed-keys", at: table + 80) { $0.image[table + 84] = 1 },
        .init("octets before the signature", "ahab.reserved", at: 596) { $0.image[596] = 1 },
        .init("wrong tag of the signature", "ahab.tag", at: 603) { $0.image[603] = 0xD9 },
        .init("length of the signature", "ahab.length", at: 601) { $0.image[601] += 1 },
        .init("signature that is a CMAC", "ahab.signature-type", at: 604) { $0.image[604] = 0x10 },
        .init("reserved octets of the signature", "ahab.reserved", at: 607) { $0.image[607] = 1 },
        .init("signature flipped", "image.signature", at: signature) { $0.image[signature + 63] ^= 1 },
        .init("r = 0", "image.signature-form", at: signature) {
            $0.image.replaceSubrange(signature..<signature + 32, with: [UInt8](repeating: 0, count: 32))
        },
        .init("s above n", "image.signature-form", at: signature) {
            $0.image.replaceSubrange((signature + 32)..<(signature + 64), with: [UInt8](repeating: 0xFF, count: 32))
        },
        .init("point that is not on the curve", "image.signature-form", at: signature) {
            $0.image[table + 80 + 20] ^= 1
        },
        .init("another table", "image.key-trusted", at: table) { $0.image[table + 4 + 20] ^= 1 },
    ]

    private static let images: [AHABRefusal] = [
        .init("image flipped", "image.hash", at: 48) { $0.image[0x400] ^= 1 },
        .init("second image flipped", "image.hash", at: 176) { $0.image[0x46F] ^= 1 },
        .init("hash of another image, signed", "image.hash", at: 48) { signed in
            try await signed.forge { $0.images[0].hash[0] ^= 1 }
        },
        .init("unknown hash of an image, signed", "ahab.image-hash", at: 41) { signed in
            try await signed.forge { $0.images[0].flags |= 0x700 }
        },
        .init("octets after the hash, signed", "ahab.image-hash", at: 80) { signed in
            try await signed.forge { $0.images[0].hash.append(1) }
        },
        .init("encrypted image, signed", "ahab.encrypted", at: 41) { signed in
            try await signed.forge { $0.images[0].flags |= 0x800 }
        },
        .init("image beyond the file, signed", "ahab.image-place", at: 144) { signed in
            try await signed.forge { $0.images[1].count += 1 }
        },
        .init("image at the end of all numbers, signed", "ahab.image-place", at: 16) { signed in
            try await signed.forge { $0.images[0].offset = .max }
        },
        .init("image among the containers, signed", "ahab.image-place", at: 16) { signed in
            try await signed.forge { $0.images[0].offset = 16 }
        },
        .init("images over each other, signed", "ahab.image-place", at: 144) { signed in
            try await signed.forge { $0.images[1].offset = $0.images[0].offset + 47 }
        },
        .init("octet between containers and images", "image.excess", at: 900) { $0.image[900] = 1 },
        .init("octet between images", "image.excess", at: 0x438) { $0.image[0x438] = 1 },
        .init("octet after the images", "image.excess", at: 0x470) { $0.image.append(1) },
        .init("truncated image", "ahab.image-place", at: 144) { $0.image.removeLast() },
    ]

    private static let devices: [AHABRefusal] = [
        .init("no hash to trust", "image.key-required") { $0.trust.digests = [] },
        .init("unwritten hash", "image.key-required") {
            $0.trust.digests = [.init([UInt8](repeating: 0, count: 32))]
        },
        .init("hash of other keys", "image.key-trusted", at: table) { $0.trust.digests[0].octets[0] ^= 1 },
        .init("revoked hash", "image.key-revoked", at: table) {
            $0.trust.digests[0].isRevoked = true
            $0.trust.digests.append(.init([UInt8](repeating: 1, count: 32)))
        },
        .init("revoked SRK", "image.key-revoked", at: table) {
            $0.trust.keys = [.init(subjectPublicKeyInfo: $0.keys.infos[1], isRevoked: true)]
        },
        .init("container of NXP's only", "ahab.owner") { signed in
            try await signed.forge { $0.flags = $0.flags & ~3 | 1 }
        },
        .init("fuse version below the device's", "image.counter", at: 10) {
            $0.trust.counters["counter"] = UInt32(SampleAHABImage.fuseVersion) + 1
        },
        .init("revoked SRK, by its digest", "image.key-revoked", at: table) {
            $0.trust.digests.append(.init(try HashAlgorithm.sha256.digest($0.keys.infos[1]), isRevoked: true))
        },
        .init("counter that the format does not have", "image.counter-name") { $0.trust.counters["other"] = 0 },
        .init("hybrid signature demanded", "image.hybrid") { $0.trust.requiresHybrid = true },
        .init("another image expected", "image.expected") {
            $0.trust.expectedImage = String(repeating: "0", count: 64)
        },
    ]
}
