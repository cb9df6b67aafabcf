import BootSigning
import Digests
import KeyStore
import MasterBootImage
import Model
import Testing

/// A class of images that a device must refuse, with the finding that says why and the octet where.
struct MasterBootImageRefusal: Sendable, CustomTestStringConvertible {
    var name: String
    var finding: Finding.Code
    var offset: Int?
    /// Whether the sample is one that a root key signs itself.
    var isRooted = false
    var mutate: @Sendable (inout SignedMasterBootImage) async throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ finding: String,
        at offset: Int? = nil,
        rooted isRooted: Bool = false,
        _ mutate: @escaping @Sendable (inout SignedMasterBootImage) async throws -> Void
    ) {
        self.name = name
        self.finding = Finding.Code(finding)
        self.offset = offset
        self.isRooted = isRooted
        self.mutate = mutate
    }
}

extension MasterBootImageRefusal {
    /// Of the sample with an image signing key: block, root key, certificate and its signature, manifest, signature.
    private static let block = 64
    private static let root = block + 12
    private static let rootKey = root + 4 + 4 * 32
    private static let certificate = rootKey + 64
    private static let certified = certificate + 12 + 64
    private static let manifest = certified + 64
    private static let checksum = manifest + 20
    private static let signature = manifest + 24
    /// Of the sample that a root key signs itself.
    private static let rootedManifest = root + 4 + 2 * 32 + 64

    /// What the table of refusals in the documentation is made from.
    static let refusals: [MasterBootImageRefusal] = headers + blocks + manifests + signatures + devices

    private static let headers: [MasterBootImageRefusal] = [
        .init("empty file", "mbi.truncated", at: 0) { $0.image = [] },
        .init("shorter than a vector table", "mbi.truncated", at: 0x37) { $0.image = Array($0.image.prefix(0x37)) },
        .init("plain image", "mbi.image-type", at: 0x24) { $0.image[0x24] = 0 },
        .init("image with a checksum only", "mbi.image-type", at: 0x24) { $0.image[0x24] = 5 },
        .init("flags that are not defined", "mbi.flags", at: 0x24) { $0.image[0x25] = 0x10 },
        .init("image version that is not announced", "mbi.flags", at: 0x24) { $0.image[0x26] = 1 },
        .init("TrustZone settings that are not there", "mbi.flags", at: 0x24) { $0.image[0x25] = 0x20 },
        .init("image longer than the file", "mbi.image-length", at: 0x20) { $0.image[0x20] += 4 },
        .init("image of all numbers' length", "mbi.image-length", at: 0x20) {
            $0.image.replaceSubrange(0x20..<0x24, with: [0xFF, 0xFF, 0xFF, 0xFF])
        },
        .init("image shorter than its parts", "mbi.image-length", at: signature) { $0.image[0x20] -= 4 },
        .init("certificate block in the vector table", "mbi.block-offset", at: 0x28) { $0.image[0x28] = 0x34 },
        .init("certificate block at an odd place", "mbi.block-offset", at: 0x28) { $0.image[0x28] += 2 },
        .init("certificate block beyond the image", "mbi.block-offset", at: 0x28) { $0.image[0x2B] = 0xFF },
        .init("certificate block elsewhere", "mbi.magic", at: block + 4) { $0.image[0x28] += 4 },
        .init("odd load address", "mbi.load-address", at: 0x34) { $0.image[0x34] = 2 },
        .init("load address flipped", "image.signature", at: signature) { $0.image[0x36] ^= 1 },
        .init("recovery image made of a main one", "image.signature", at: signature) { $0.image[0x24] |= 0x40 },
        .init("application flipped", "image.signature", at: signature) { $0.image[0] ^= 1 },
        .init("application flipped, checksum as well", "image.signature", at: signature) { signed in
            let signature = signed.image.suffix(64)
            try await signed.reseal { $0[4] ^= 1 }
            signed.image = signed.image.dropLast(64) + signature
        },
        .init("octet after the image", "image.excess", at: signature + 64) { $0.image.append(0) },
        .init("truncated image", "mbi.image-length", at: 0x20) { $0.image.removeLast() },
    ]

    private static let blocks: [MasterBootImageRefusal] = [
        .init("wrong mark of the certificate block", "mbi.magic", at: block) { $0.image[block] = 0x43 },
        .init("certificate block of version 2.2", "mbi.version", at: block + 4) { $0.image[block + 4] = 2 },
        .init("size of the certificate block", "mbi.size", at: certificate) { $0.image[block + 8] += 4 },
        .init("certificate block larger than the file", "mbi.size", at: block + 8) { $0.image[block + 11] = 0xFF },
        .init("unknown flags of the root record", "mbi.root-flags", at: root) { $0.image[root + 2] = 1 },
        .init("no root key", "mbi.root-flags", at: root) { $0.image[root] &= 0x0F },
        .init("five root keys", "mbi.root-flags", at: root) { $0.image[root] += 0x10 },
        .init("root key that is not there", "mbi.root-flags", at: root) { $0.image[root + 1] = 4 },
        .init("unknown curve of the root keys", "mbi.curve", at: root) { $0.image[root] += 2 },
        .init("root key signs itself, and a certificate follows", "mbi.size", at: block + 8) {
            $0.image[root + 3] = 0x80
        },
        .init("certificate that is not there", "mbi.truncated", at: rootedManifest, rooted: true) {
            $0.image[root + 3] = 0
        },
        .init("another root key selected, signed", "mbi.root-key", at: root + 4 + 32) { signed in
            let keys = signed.keys
            try await signed.forge { trailer in
                trailer.block = try await keys.certified(2)
                trailer.block.root.index = 1
            }
        },
        .init("root key that is none of the device's, signed", "mbi.root-key", at: root + 4) { signed in
            let others = try MasterBootImageKeys(.ecdsaP256)
            signed.keys.roots[0] = others.roots[0]
            let keys = signed.keys
            try await signed.forge { trailer in
                let hashes = trailer.block.root.hashes
                trailer.block = try await keys.certified(0)
                trailer.block.root.hashes = hashes
            }
        },
        .init("root keys that are none of the device's, signed", "image.key-trusted", at: root + 4) { signed in
            let keys = try MasterBootImageKeys(.ecdsaP256)
            signed.keys = keys
            try await signed.forge { $0.block = try await keys.certified(2) }
        },
        .init("certificate of another root key, signed", "mbi.certificate", at: certified) { signed in
            let other = try await signed.keys.certified(1)
            try await signed.forge { $0.block.signingKey = other.signingKey }
        },
        .init("constraint raised, signed", "mbi.certificate", at: certified) { signed in
            try await signed.forge { $0.block.signingKey?.constraint += 1 }
        },
        .init("image signing key that nobody vouches for, signed", "mbi.certificate", at: certified) { signed in
            signed.keys.signingKey = try MasterBootImageKeys(.ecdsaP256).signingKey
            let key = try await signed.keys.certified(2).signingKey?.key
            try await signed.forge { if let key { $0.block.signingKey?.key = key } }
        },
        .init("unknown flags of the certificate", "mbi.certificate-flags", at: certificate + 8) {
            $0.image[certificate + 9] = 1
        },
        .init("certificate without a curve", "mbi.curve", at: certificate + 8) { $0.image[certificate + 8] = 0 },
        .init("signing key longer than the root key", "mbi.curve", at: certificate + 8) {
            $0.image[certificate + 8] = 2
        },
        .init("certificate's signature elsewhere", "mbi.size", at: certificate) { $0.image[certificate] += 4 },
        .init("user data that are not announced, signed", "mbi.user-data", at: certificate + 8) { signed in
            try await signed.reseal { octets in
                octets.insert(contentsOf: [1, 2, 3, 4], at: certified)
                for place in [0x20, block + 8, certificate] { octets[place] += 4 }
            }
        },
        .init("user data announced that are not there", "mbi.user-data", at: certificate + 8) {
            $0.image[certificate + 11] = 0x80
        },
        .init("user data above the limit, signed", "mbi.user-data", at: certificate + 8) { signed in
            try await signed.reseal { octets in
                octets.insert(contentsOf: [UInt8](repeating: 1, count: 100), at: certified)
                octets[certificate + 11] = 0x80
                for place in [0x20, block + 8, certificate] {
                    let value = Int(octets[place]) + Int(octets[place + 1]) << 8 + 100
                    (octets[place], octets[place + 1]) = (UInt8(value & 0xFF), UInt8(value >> 8))
                }
            }
        },
    ]

    private static let manifests: [MasterBootImageRefusal] = [
        .init("wrong mark of the manifest", "mbi.magic", at: manifest) { $0.image[manifest] = 0x49 },
        .init("manifest of another version", "mbi.version", at: manifest + 4) { $0.image[manifest + 6] = 2 },
        .init("firmware version above the counter's bits", "mbi.firmware-version", at: manifest + 8) {
            $0.image[manifest + 10] = 1
        },
        .init("firmware version raised", "image.signature", at: signature) { $0.image[manifest + 8] += 1 },
        .init("size of the manifest below its least", "mbi.size", at: manifest + 12) { $0.image[manifest + 12] -= 4 },
        .init("size of the manifest above the image", "mbi.size", at: manifest + 12) { $0.image[manifest + 15] = 1 },
        .init("manifest with a digest, for other chips", "mbi.manifest-flags", at: manifest + 16) {
            $0.image[manifest + 19] = 0x80
        },
        .init("TrustZone settings that are none, signed", "mbi.trust-zone", at: manifest + 20) { signed in
            try await signed.forge { $0.manifest.trustZone = Array("TZ-Mnone".utf8.reversed()) }
        },
        .init("TrustZone settings above the limit, signed", "mbi.image-length", at: 0x20) { signed in
            try await signed.forge { $0.manifest.trustZone = Array("TZ-M".utf8) + [UInt8](repeating: 0, count: 5000) }
        },
        .init("TrustZone settings that are not announced, signed", "mbi.flags", at: 0x24) { signed in
            try await signed.forge { $0.manifest.trustZone = Array("TZ-M".utf8) }
            try await signed.reseal { $0[0x25] = 0 }
        },
        .init("checksum flipped", "mbi.checksum", at: checksum) { $0.image[checksum] ^= 1 },
        .init("checksum of another image, signed", "mbi.checksum", at: checksum) { signed in
            signed.image.removeLast(64)
            signed.image[checksum] ^= 1
            signed.image += try await signed.keys.signingKey.sign(.message(signed.image), .ecdsaRaw(.sha256))
        },
    ]

    private static let signatures: [MasterBootImageRefusal] = [
        .init("signature flipped", "image.signature", at: signature) { $0.image[signature + 63] ^= 1 },
        .init("signature by the root key in the signing key's place", "image.signature", at: signature) { signed in
            signed.image.removeLast(64)
            signed.image += try await signed.keys.roots[2].sign(.message(signed.image), .ecdsaRaw(.sha256))
        },
        .init("signature by another root key", "image.signature", at: rootedManifest + 24, rooted: true) { signed in
            signed.image.removeLast(64)
            signed.image += try await signed.keys.roots[0].sign(.message(signed.image), .ecdsaRaw(.sha256))
        },
        .init("r = 0", "image.signature-form", at: signature) {
            $0.image.replaceSubrange(signature..<signature + 32, with: [UInt8](repeating: 0, count: 32))
        },
        .init("s above n", "image.signature-form", at: signature) {
            $0.image.replaceSubrange((signature + 32)..<(signature + 64), with: [UInt8](repeating: 0xFF, count: 32))
        },
        .init("r = 0 in the certificate, signed", "image.signature-form", at: certified) { signed in
            try await signed.reseal {
                $0.replaceSubrange(certified..<certified + 32, with: [UInt8](repeating: 0, count: 32))
            }
        },
        .init("signing key that is not on the curve", "image.signature-form", at: signature) {
            $0.image[certificate + 12 + 63] ^= 1
        },
        .init("root key that is not on the curve", "image.signature-form", at: certified) { $0.image[rootKey] ^= 1 },
    ]

    private static let devices: [MasterBootImageRefusal] = [
        .init("no hash to trust", "image.key-required") { $0.trust.digests = [] },
        .init("unwritten hash", "image.key-required") {
            $0.trust.digests = [.init([UInt8](repeating: 0, count: 32))]
        },
        .init("hash of another length", "image.key-required") {
            $0.trust.digests[0].octets += $0.trust.digests[0].octets
        },
        .init("hash of other keys", "image.key-trusted", at: root + 4) { $0.trust.digests[0].octets[0] ^= 1 },
        .init("revoked hash", "image.key-revoked", at: root) {
            $0.trust.digests[0].isRevoked = true
            $0.trust.digests.append(.init([UInt8](repeating: 1, count: 32)))
        },
        .init("revoked root key", "image.key-revoked", at: root) {
            $0.trust.keys = [.init(subjectPublicKeyInfo: $0.keys.infos[2], isRevoked: true)]
        },
        .init("revoked root key, by its hash", "image.key-revoked", at: root) {
            $0.trust.digests.append(.init(try $0.trailer.block.root.hashes[2], isRevoked: true))
        },
        .init("revoked key that cannot be read", "image.key-revoked", at: root) {
            $0.trust.keys = [.init(subjectPublicKeyInfo: [1, 2, 3], isRevoked: true)]
        },
        .init("revoked root key that signs itself", "image.key-revoked", at: root, rooted: true) {
            $0.trust.keys = [.init(subjectPublicKeyInfo: $0.keys.infos[1], isRevoked: true)]
        },
        .init("revoked image signing key, by its digest", "image.key-revoked", at: certificate + 12) {
            let info = $0.keys.signingKey.publicKey.subjectPublicKeyInfo
            $0.trust.digests.append(.init(try HashAlgorithm.sha256.digest(info), isRevoked: true))
        },
        .init("revoked image signing key", "image.key-revoked", at: certificate + 12) {
            $0.trust.keys = [
                .init(subjectPublicKeyInfo: $0.keys.signingKey.publicKey.subjectPublicKeyInfo, isRevoked: true)
            ]
        },
        .init("firmware version below the device's", "image.counter", at: manifest + 8) {
            $0.trust.counters["counter"] = UInt32(SignedMasterBootImage.firmwareVersion) + 1
        },
        .init("constraint below the device's", "image.counter", at: certificate + 4) {
            $0.trust.counters["isk"] = SignedMasterBootImage.constraint + 1
        },
        .init("counter that the format does not have", "image.counter-name") { $0.trust.counters["other"] = 0 },
        .init("hybrid signature demanded", "image.hybrid") { $0.trust.requiresHybrid = true },
        .init("another image expected", "image.expected") {
            $0.trust.expectedImage = String(repeating: "0", count: 64)
        },
    ]
}
