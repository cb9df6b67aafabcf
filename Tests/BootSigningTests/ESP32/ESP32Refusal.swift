import BootSigning
import Digests
import ESP32
import Model
import PKIX
import Testing

/// A class of images that a device must refuse, with the finding that says why and the octet where.
struct ESP32Refusal: Sendable, CustomTestStringConvertible {
    var name: String
    var kind: SignedESPImage.Kind
    var finding: Finding.Code
    /// Octets from the beginning of the image; nil where there is no place.
    var offset: Int?
    var mutate: @Sendable (inout SignedESPImage) throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ kind: SignedESPImage.Kind,
        _ finding: Finding.Code,
        at offset: Int? = nil,
        _ mutate: @escaping @Sendable (inout SignedESPImage) throws -> Void
    ) {
        self.name = name
        self.kind = kind
        self.finding = finding
        self.offset = offset
        self.mutate = mutate
    }

    init(
        _ name: String,
        _ finding: Finding.Code,
        at offset: Int? = nil,
        _ mutate: @escaping @Sendable (inout SignedESPImage) throws -> Void
    ) {
        self.init(name, .p256, finding, at: offset, mutate)
    }
}

extension ESP32Refusal {
    private static let sector = SampleESPImage.sectorOffset
    private static let order: [UInt8] = [
        0x51, 0x25, 0x63, 0xFC, 0xC2, 0xCA, 0xB9, 0xF3, 0x84, 0x9E, 0x17, 0xA7, 0xAD, 0xFA, 0xE6, 0xBC,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF,
    ]

    /// What the table of refusals in the documentation is made from.
    static let refusals: [ESP32Refusal] = image + blocks + rsa + ecdsa + sectors + devices

    private static let image: [ESP32Refusal] = [
        .init("wrong image magic", .imageStructure, at: 0) { $0.image[0] = 0xE8 },
        .init("no segment", .imageStructure, at: 1) { $0.image[1] = 0 },
        .init("seventeen segments", .imageStructure, at: 1) { $0.image[1] = 17 },
        .init("hash flag neither 0 nor 1", .imageStructure, at: 23) { $0.image[23] = 2 },
        .init("segment length not a multiple of four", .imageStructure, at: 28) { $0.image[28] |= 1 },
        .init("segment of 16 MiB", .imageStructure, at: 28) { $0.image[31] = 1 },
        .init("segment beyond the file", .imageStructure, at: 28) { $0.image[29] = 0x40 },
        .init("file shorter than its header", .imageStructure, at: 19) { $0.image = Array($0.image.prefix(20)) },
        .init("empty file", .imageStructure, at: 0) { $0.image = [] },
        .init("segment flipped", .imageHash, at: sector + 4) { $0.image[300] ^= 1 },
        .init("segment flipped, as the checksum sees it", .esp32Checksum, at: 367) { $0.image[300] ^= 1 },
        .init("appended hash flipped", .esp32AppendedHash, at: 368) { $0.image[399] ^= 1 },
        .init("filling before the sector flipped", .imageHash, at: sector + 4) { $0.image[1000] ^= 1 },
    ]

    private static let blocks: [ESP32Refusal] = [
        .init("wrong block magic", .esp32Magic, at: sector) { $0.put([0xE6], at: 0) },
        .init("block version of Secure Boot v1", .esp32Version, at: sector + 1) { $0.put([1], at: 1) },
        .init("block version 4", .esp32Version, at: sector + 1) { $0.put([4], at: 1) },
        .init("wrong CRC", .esp32BlockChecksum, at: sector + 1196) { $0.image[sector + 1196] ^= 1 },
        .init("image digest of another image", .imageHash, at: sector + 4) { $0.flip(4) },
        .init("image digest of another image, RSA", .rsa, .imageHash, at: sector + 4) { $0.flip(35) },
        .init("image digest of another image, SHA-384", .p384, .imageHash, at: sector + 4) { $0.flip(51) },
        .init("third octet of an RSA block", .rsa, .esp32Reserved, at: sector + 2) { $0.put([1], at: 2) },
        .init("reserved fourth octet", .esp32Reserved, at: sector + 3) { $0.put([1], at: 3) },
        .init("octets after the signature", .esp32Reserved, at: sector + 165) { $0.put([1], at: 165) },
        .init("octets after the signature, P-384", .p384, .esp32Reserved, at: sector + 245) { $0.put([1], at: 245) },
        .init("octets after the CRC", .esp32Reserved, at: sector + 1215) { $0.image[sector + 1215] = 1 },
    ]

    private static let rsa: [ESP32Refusal] = [
        .init("RSA signature flipped", .rsa, .imageSignature, at: sector) { $0.flip(812) },
        .init("RSA signature not below the modulus", .rsa, .imageSignatureForm, at: sector + 812) {
            $0.put([UInt8](repeating: 0xFF, count: 384), at: 812)
        },
        .init("even modulus", .rsa, .esp32Modulus, at: sector + 36) { $0.flip(36) },
        .init("modulus of fewer bits", .rsa, .esp32Modulus, at: sector + 36) { $0.put([0x7F], at: 419) },
        .init("modulus that the constants do not fit", .rsa, .esp32Constants, at: sector + 424) { $0.flip(100) },
        .init("wrong R²", .rsa, .esp32Constants, at: sector + 424) { $0.flip(424) },
        .init("wrong M'", .rsa, .esp32Constants, at: sector + 808) { $0.flip(811) },
        .init("even exponent", .rsa, .esp32Exponent, at: sector + 420) { $0.flip(420) },
        .init("exponent 1", .rsa, .esp32Exponent, at: sector + 420) { $0.put([1, 0, 0, 0], at: 420) },
        .init("another exponent", .rsa, .imageSignature, at: sector) { $0.put([3, 0, 0, 0], at: 420) },
    ]

    private static let ecdsa: [ESP32Refusal] = [
        .init("ECDSA signature flipped", .imageSignature, at: sector) { $0.flip(101) },
        .init("ECDSA signature flipped, P-384", .p384, .imageSignature, at: sector) { $0.flip(240) },
        .init("unknown hash", .esp32HashKind, at: sector + 2) { $0.put([2], at: 2) },
        .init("SHA-384 in the short layout", .esp32Curve, at: sector + 52) {
            $0.put([1], at: 2)
            // There the long layout has its curve; a random key must not happen to say P-384.
            $0.put([2], at: 52)
        },
        .init("P-192", .esp32Curve, at: sector + 36) { $0.put([1], at: 36) },
        .init("P-384 with SHA-256", .esp32Curve, at: sector + 36) { $0.put([3], at: 36) },
        .init("point that is not on the curve", .imageSignatureForm, at: sector + 36) { $0.flip(37) },
        .init("r = 0", .imageSignatureForm, at: sector + 101) {
            $0.put([UInt8](repeating: 0, count: 32), at: 101)
        },
        .init("s = 0", .imageSignatureForm, at: sector + 133) {
            $0.put([UInt8](repeating: 0, count: 32), at: 133)
        },
        .init("r = n", .imageSignatureForm, at: sector + 101) { $0.put(order, at: 101) },
        .init("s = n", .imageSignatureForm, at: sector + 133) { $0.put(order, at: 133) },
        .init("s above n", .p384, .imageSignatureForm, at: sector + 197) {
            $0.put([UInt8](repeating: 0xFF, count: 48), at: 197)
        },
    ]

    private static let sectors: [ESP32Refusal] = [
        .init("not signed", .esp32Sector, at: sector) { $0.image = Array($0.image.prefix(sector)) },
        .init("truncated sector", .esp32Sector, at: sector + 4095) { $0.image.removeLast() },
        .init("sector without a block", .imageSignature, at: sector) {
            $0.image.replaceSubrange(sector..., with: [UInt8](repeating: 0xFF, count: 4096))
        },
        .init("octet after the blocks", .esp32Filling, at: sector + 2000) { $0.image[sector + 2000] = 0 },
        .init("last octet of the sector", .esp32Filling, at: sector + 4095) { $0.image[sector + 4095] = 0xFE },
        .init("empty place before a block", .three, .esp32Filling, at: sector + 2432) {
            $0.image.replaceSubrange((sector + 1216)..<(sector + 2432), with: [UInt8](repeating: 0xFF, count: 1216))
        },
        .init("damaged second block", .three, .esp32BlockChecksum, at: sector + 2412) { $0.image[sector + 1300] ^= 1 },
        .init("second block's signature flipped", .three, .imageSignature, at: sector + 1216) {
            $0.flip(120, block: 1)
        },
        .init("fourth block", .three, .esp32FourthBlock, at: sector + 3648) {
            let block = $0.image[sector..<sector + 448]
            $0.image.replaceSubrange((sector + 3648)..., with: block)
        },
        .init("octet after three blocks", .three, .esp32Filling, at: sector + 3648) { $0.image[sector + 3648] = 0 },
        .init("octet after the sector", .imageExcess, at: sector + 4096) { $0.image.append(0xFF) },
        .init("second sector", .imageExcess, at: sector + 4096) { $0.image += $0.image.suffix(4096) },
    ]

    private static let devices: [ESP32Refusal] = [
        .init("no digest to trust", .imageKeyRequired) { $0.trust.digests = [] },
        .init("unwritten digest", .imageKeyRequired) {
            $0.trust.digests = [.init([UInt8](repeating: 0, count: 32))]
        },
        .init("digest of another size", .imageKeyRequired) { $0.trust.digests[0].octets.removeLast() },
        .init("revoked digest", .imageKeyRequired) { $0.trust.digests[0].isRevoked = true },
        .init("revoked digest beside another key's", .imageKeyRevoked, at: sector + 36) {
            $0.trust.digests[0].isRevoked = true
            $0.trust.digests.append(.init([UInt8](repeating: 5, count: 32)))
        },
        .init("fused digest of a key that is revoked by another name", .imageKeyRevoked, at: sector + 36) {
            let sector = try ESPSignatureSector(Array($0.image.suffix(4096)))
            let info = sector.blocks[0].key.info.subjectPublicKeyInfo ?? []
            $0.trust.digests.append(.init(try HashAlgorithm.sha256.digest(info), isRevoked: true))
        },
        .init("digest both fused and revoked", .imageKeyRequired) {
            $0.trust.digests.append(.init($0.trust.digests[0].octets, isRevoked: true))
            $0.trust.digests.removeFirst()
        },
        .init("key that is not fused", .imageKeyTrusted, at: sector + 36) { $0.trust.digests[0].octets[31] ^= 1 },
        .init("key that is not fused, RSA", .rsa, .imageKeyTrusted, at: sector + 36) {
            $0.trust.digests[0].octets[0] ^= 1
        },
        .init("key that is not fused, P-384", .p384, .imageKeyTrusted, at: sector + 52) {
            $0.trust.digests[0].octets[0] ^= 1
        },
        .init("secure version below the device's", .imageCounter, at: 36) {
            $0.trust.counters["counter"] = SampleESPImage.secureVersion + 1
        },
        .init("counter that the format does not have", .imageCounterName) { $0.trust.counters["other"] = 0 },
        .init("hybrid signature demanded", .imageHybrid) { $0.trust.requiresHybrid = true },
        .init("another image expected", .imageExpected) { $0.trust.expectedImage = String(repeating: "0", count: 64) },
    ]
}
