import BootSigning
import Digests
import HAB
import KeyStore
import Model
import PKIX
import Testing

/// A class of images that a device must refuse, with the finding that says why and the octet where.
struct HABRefusal: Sendable, CustomTestStringConvertible {
    var name: String
    var finding: Finding.Code
    var offset: Int?
    /// Whether it starts from an image that the SRK signed itself.
    var isFast = false
    var mutate: @Sendable (inout SignedHABImage) async throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        _ finding: String,
        at offset: Int? = nil,
        isFast: Bool = false,
        _ mutate: @escaping @Sendable (inout SignedHABImage) async throws -> Void
    ) {
        self.name = name
        self.finding = Finding.Code(finding)
        self.offset = offset
        self.isFast = isFast
        self.mutate = mutate
    }
}

extension HABRefusal {
    /// Where the commands begin, each of them, and the data of the first.
    static let csf = SignedHABImage.start
    static let (root, commandKey, ownSignature, imageKey, data) = (csf + 4, csf + 16, csf + 28, csf + 40, csf + 52)
    static let table = csf + 72

    /// What the table of refusals in the documentation is made from.
    static let refusals: [HABRefusal] = heads + sequences + tables + certificates + signatures + coverages + devices

    private static let heads: [HABRefusal] = [
        .init("empty file", "hab.truncated", at: 0) { $0.image = [] },
        .init("wrong tag of the vector table", "hab.tag", at: 0) { $0.image[0] = 0xD0 },
        .init("length of the vector table", "hab.length", at: 1) { $0.image[2] = 28 },
        .init("vector table of HAB 3", "hab.version", at: 3) { $0.image[3] = 0x30 },
        .init("reserved word of the vector table", "hab.reserved", at: 8) { $0.image[8] = 1 },
        .init("last word of the vector table", "hab.reserved", at: 28) { $0.image[31] = 1 },
        .init("entry point before the image", "hab.address", at: 4) { $0.image[7] = 0 },
        .init("entry point among the commands", "hab.address", at: 4) { $0.image[5] = 5 },
        .init("boot data outside", "hab.address", at: 16) { $0.image[19] = 0x30 },
        .init("boot data in the vector table", "hab.address", at: 16) { $0.image[16] = 0x10 },
        .init("device configuration outside", "hab.address", at: 12) { $0.image[15] = 0x30 },
        .init("commands outside", "hab.address", at: 24) { $0.image[27] = 0x30 },
        .init("commands over the boot data", "hab.address", at: 24) {
            $0.image[24] = 0x20; $0.image[25] = 4
        },
        .init("image that begins behind its vector table", "hab.boot-data", at: 32) { $0.image[33] = 5 },
        .init("image longer than the file", "hab.truncated", at: 36) { $0.image[38] = 1 },
        .init("image that ends before its boot data", "hab.boot-data", at: 36) {
            $0.image.replaceSubrange(36..<40, with: [0, 4, 0, 0])
        },
        .init("plug-in that is none", "hab.boot-data", at: 40) { $0.image[40] = 2 },
        .init("wrong tag of the device configuration", "hab.tag", at: 48) { $0.image[48] = 0xD1 },
        .init("device configuration of another version", "hab.version", at: 51) { $0.image[51] = 0x50 },
        .init("no commands", "hab.signed", at: 24) { $0.image.replaceSubrange(24..<28, with: [0, 0, 0, 0]) },
    ]

    private static let sequences: [HABRefusal] = [
        .init("wrong tag of the commands", "hab.tag", at: csf) { $0.image[csf] = 0xD5 },
        .init("commands of HAB 3", "hab.version", at: csf + 3) { $0.image[csf + 3] = 0x32 },
        .init("commands longer than the room", "hab.truncated", at: csf + 1) { $0.image[csf + 1] = 0xFF },
        .init("no command", "hab.order", at: csf + 4) { $0.image[csf + 2] = 4 },
        .init("commands that are cut", "hab.truncated", at: data + 1) { $0.image[csf + 2] -= 8 },
        .init("unknown command", "hab.command", at: root) { $0.image[root] = 0xB4 },
        .init("write to memory before authentication", "hab.command", at: root) { $0.image[root] = 0xCC },
        .init("length of a command", "hab.length", at: root + 1) { $0.image[root + 2] = 16 },
        .init("CSF key before the SRK", "hab.order", at: root) {
            $0.image.replaceSubrange(root..<root + 12, with: $0.image[commandKey..<commandKey + 12])
        },
        .init("SRK twice", "hab.order", at: commandKey) {
            $0.image.replaceSubrange(commandKey..<commandKey + 12, with: $0.image[root..<root + 12])
        },
        .init("image's key before the commands are authenticated", "hab.order", at: ownSignature) {
            $0.image.replaceSubrange(ownSignature..<ownSignature + 12, with: $0.image[imageKey..<imageKey + 12])
        },
        .init("commands that are never authenticated", "hab.order", at: ownSignature) {
            $0.image[csf + 2] = 28
        },
        .init("commands authenticated twice", "hab.order", at: imageKey) {
            $0.image.replaceSubrange(imageKey..<imageKey + 12, with: $0.image[ownSignature..<ownSignature + 12])
        },
        .init("absolute address of the SRK table", "hab.flags", at: root + 3) { $0.image[root + 3] = 1 },
        .init("hash of a certificate", "hab.flags", at: imageKey + 3) { $0.image[imageKey + 3] = 0x80 },
        .init("absolute address of a signature", "hab.flags", at: data + 3) { $0.image[data + 3] = 1 },
        .init("certificate of another format", "hab.key-format", at: commandKey + 4) { $0.image[commandKey + 4] = 3 },
        .init("signature of another format", "hab.key-format", at: data + 5) { $0.image[data + 5] = 0xC6 },
        .init("SRK table with SHA-1", "hab.hash", at: root + 5) { $0.image[root + 5] = 0x11 },
        .init("SRK that does not exist", "hab.key-index", at: root + 6) { $0.image[root + 6] = 4 },
        .init("key that an image's key certified", "hab.key-index", at: imageKey + 6) { $0.image[imageKey + 6] = 2 },
        .init("slot that does not exist", "hab.key-index", at: imageKey + 7) { $0.image[imageKey + 7] = 5 },
        .init("signature by an empty slot", "hab.key-index", at: data + 4) { $0.image[data + 4] = 3 },
        .init("image signed by the SRK beside certificates", "hab.key-index", at: data + 4) {
            $0.image[data + 4] = 0
        },
        .init("unknown engine", "hab.engine", at: data + 6) { $0.image[data + 6] = 7 },
        .init("engine that does not verify", "hab.engine", at: data + 6) { $0.image[data + 6] = 0x21 },
        .init("configured engine", "hab.engine", at: data + 7) { $0.image[data + 7] = 1 },
        .init("wrapped key", "hab.encrypted", at: imageKey + 4) { $0.image[imageKey + 4] = 0xBB },
        .init("encrypted image", "hab.encrypted", at: data + 5) { $0.image[data + 5] = 0xA3 },
        .init("table among the commands", "hab.data-place", at: root + 8) { $0.image[root + 11] = 8 },
        .init("table outside", "hab.data-place", at: root + 8) { $0.image[root + 8] = 1 },
        .init("signatures over each other", "hab.data-place") {
            $0.image.replaceSubrange(data + 8..<data + 12, with: $0.image[ownSignature + 8..<ownSignature + 12])
        },
        .init("block that is empty", "hab.block", at: data + 12) {
            $0.image.replaceSubrange(data + 16..<data + 20, with: [0, 0, 0, 0])
        },
        .init("block before the image", "hab.block", at: data + 12) { $0.image[data + 14] = 3 },
        .init("block that reaches into the commands", "hab.block", at: data + 12) { $0.image[data + 19] = 1 },
        .init("blocks over each other, signed", "hab.block", at: data + 20) { signed in
            try await signed.forge { plan in
                plan.blocks.append(.init(address: SampleHABImage.address + 100, count: 10))
            }
        },
        .init("no block", "hab.length", at: data + 1) {
            $0.image[csf + 2] -= 8
            $0.image[data + 2] = 12
        },
    ]

    private static let tables: [HABRefusal] = [
        .init("wrong tag of the SRK table", "hab.tag", at: table) { $0.image[table] = 0xD8 },
        .init("SRK table of version 4.1", "hab.version", at: table + 3) { $0.image[table + 3] = 0x41 },
        .init("SRK table without the last key", "image.key-trusted", at: table) {
            $0.image.replaceSubrange(table + 1..<table + 3, with: [0, 4 + 3 * 76])
        },
        .init("length of the SRK table", "hab.truncated", at: table + 4 + 3 * 76 + 1) { $0.image[table + 2] -= 1 },
        .init("SRK table without a key", "hab.srk-count", at: table) {
            $0.image.replaceSubrange(table + 1..<table + 3, with: [0, 4])
        },
        .init("SRK table of five keys", "hab.srk-count", at: table + 4 + 4 * 76) {
            $0.image.replaceSubrange(table + 1..<table + 3, with: [1, 0x40])
        },
        .init("wrong tag of an SRK", "hab.tag", at: table + 4) { $0.image[table + 4] = 0xE2 },
        .init("length of an SRK", "hab.length", at: table + 5) { $0.image[table + 6] += 1 },
        .init("unknown algorithm of an SRK", "hab.algorithm", at: table + 7) { $0.image[table + 7] = 0x22 },
        .init("reserved octets of an SRK", "hab.reserved", at: table + 8) { $0.image[table + 9] = 1 },
        .init("flags of an SRK", "hab.srk-flags", at: table + 11) { $0.image[table + 11] = 0x81 },
        .init("unknown curve of an SRK", "hab.algorithm", at: table + 12) { $0.image[table + 12] = 0x4C },
        .init("curve of another size", "hab.algorithm", at: table + 14) { $0.image[table + 15] = 1 },
        .init("another SRK in the table", "image.key-trusted", at: table) { $0.image[table + 4 + 20] ^= 1 },
        .init("SRK in use of which there is the digest only", "hab.key-index", at: root + 6) { signed in
            let key = signed.keys.roots[HABKeys.index].publicKey.subjectPublicKeyInfo
            let entry = HABRootKey(try PublicKeyInfo(der: key), isAuthority: true)?.octets ?? []
            let digest = try HashAlgorithm.sha256.digest(entry)
            try await signed.forge { $0.table.keys[HABKeys.index] = .digest(digest) }
        },
        .init("SRK that is no authority, and certified keys", "hab.authority", at: table) { signed in
            try await signed.forge { plan in
                guard case .key(let info, _) = plan.table.keys[1] else { return }
                plan.table.keys[1] = .key(info, isAuthority: false)
            }
            signed.trust = DeviceTrust(digests: [.init(try Self.digest(signed))])
        },
        .init("SRK that is an authority and signs the image itself", "hab.authority", isFast: true) { signed in
            let keys = signed.keys
            try await signed.forge { plan in
                plan.table.keys = plan.table.keys.map { key in
                    guard case .key(let info, _) = key else { return key }
                    return .key(info, isAuthority: true)
                }
                (plan.commandCertificate, plan.imageCertificate) = (nil, nil)
                plan.commandSigner = keys.roots[1]
                plan.imageSigner = keys.roots[1]
                let certificate = keys.certificates[1]
                plan.change = { ($0.issuer, $0.serial) = (certificate.issuer.der, certificate.serial) }
            }
            signed.trust = DeviceTrust(digests: [.init(try Self.digest(signed))])
        },
    ]

    /// Of the image's own table, as a device of its maker has it.
    private static func digest(_ signed: SignedHABImage) throws -> [UInt8] {
        let place = signed.image[csf + 12..<csf + 16].reduce(0) { $0 << 8 | Int($1) }
        return try HABRootKeyTable(signed.image, at: csf + place).fuseDigest
    }

    private static let certificates: [HABRefusal] = [
        .init("certificate with another version", "hab.version") { signed in
            try await signed.forge { _ in }
            let place = signed.place(of: 1)
            signed.image[place + 3] = 0x43
        },
        .init("octets after a certificate", "hab.certificate") { signed in
            try await signed.forge { $0.imageCertificate? += [0] }
        },
        .init("keyUsage longer than two octets", "hab.certificate") { signed in
            let usage = HABKeys.keyUsage(DEREncoding.bitString([UInt8](repeating: 0x80, count: 60)))
            try await signed.recertify(usage)
        },
        .init("certificate of an authority", "hab.certificate-use") { signed in
            let constraints = DEREncoding.sequence(DEREncoding.true)
            try await signed.recertify(HABKeys.element(OID(2, 5, 29, 19), constraints))
        },
        .init("certificate that may not sign", "hab.certificate-use") { signed in
            try await signed.recertify(HABKeys.keyUsage([0x03, 0x02, 0x05, 0x20]))
        },
        .init("unknown critical extension", "hab.certificate-use") { signed in
            try await signed.recertify(HABKeys.element(OID(1, 2, 3, 4), [5, 0], isCritical: true))
        },
        .init("certificate by another SRK of the table", "hab.certificate-signature") { signed in
            try await signed.recertify(HABKeys.forSigning, by: 2)
        },
        .init("certificate over SHA-384", "hab.certificate-signature") { signed in
            try await signed.recertify(HABKeys.forSigning, hash: .sha384)
        },
        .init("certificate of an unknown key", "image.signature") { signed in
            let key = try SoftwareSigner.ephemeral(.ecdsaP256)
            try await signed.forge { $0.imageSigner = key }
        },
        .init("flipped certificate", "hab.certificate-signature") { signed in
            signed.image[signed.place(of: 1) + signed.keys.commands.certificate.der.count + 3] ^= 1
        },
    ]

    private static let signatures: [HABRefusal] = [
        .init("commands flipped", "image.hash") { $0.image[root + 6] = 2 },
        .init("signature of the commands flipped", "image.signature-form") { signed in
            signed.image[signed.end(of: 2) - 33] ^= 0x80
        },
        .init("signature of the image flipped", "image.signature") { $0.image[$0.end(of: 4) - 1] ^= 1 },
        .init("signature in another form", "hab.cms") { $0.image[$0.place(of: 4) + 4] ^= 1 },
        .init("octets after a signature", "hab.cms") { signed in
            let place = signed.place(of: 4)
            signed.image[place + 2] &+= 1
        },
        .init("signature over SHA-384", "hab.cms") { signed in
            try await signed.forge { plan in
                plan.change = { data in
                    data.hash = .sha384
                    data.scheme = .ecdsa(.sha384)
                    data.messageDigest += [UInt8](repeating: 0, count: 16)
                }
            }
        },
        .init("signature with another version", "hab.version") { $0.image[$0.place(of: 4) + 3] = 0x41 },
        .init("digest of another image, signed", "image.hash") { signed in
            try await signed.forge { $0.change = { $0.messageDigest[0] ^= 1 } }
        },
        .init("signature that names another certificate", "hab.signer-name") { signed in
            try await signed.forge { $0.change = { $0.serial = [1] } }
        },
        .init("signatures that name two certificates", "hab.signer-name", isFast: true) { signed in
            let place = signed.place(of: 2)
            let name = Array("SRK1".utf8)
            let range = signed.image.indices.dropFirst(place)
            if let at = range.first(where: { Array(signed.image[$0..<$0 + 4]) == name }) { signed.image[at + 3] ^= 1 }
        },
    ]

    private static let coverages: [HABRefusal] = [
        .init("image flipped", "image.hash") { $0.image[100] ^= 1 },
        .init("entry point flipped", "image.hash") { $0.image[4] ^= 4 },
        .init("device configuration flipped", "image.hash") { $0.image[58] ^= 4 },
        .init("image that is not covered, signed", "image.coverage", at: 64) { signed in
            try await signed.forge { $0.blocks[0].count = 64 }
        },
        .init("vector table that is not covered, signed", "image.coverage", at: 0) { signed in
            try await signed.forge { $0.blocks[0] = .init(address: SampleHABImage.address + 32, count: 224) }
        },
        .init("boot data that are not covered, signed", "image.coverage", at: 32) { signed in
            try await signed.forge { plan in
                plan.blocks = [
                    .init(address: SampleHABImage.address, count: 32),
                    .init(address: SampleHABImage.address + 48, count: 208),
                ]
            }
        },
        .init("device configuration that is not covered, signed", "image.coverage", at: 48) { signed in
            try await signed.forge { plan in
                plan.blocks = [
                    .init(address: SampleHABImage.address, count: 48),
                    .init(address: SampleHABImage.address + 60, count: 196),
                ]
            }
        },
        .init("one octet that is not covered, signed", "image.coverage", at: 127) { signed in
            try await signed.forge { plan in
                plan.blocks = [
                    .init(address: SampleHABImage.address, count: 127),
                    .init(address: SampleHABImage.address + 128, count: 128),
                ]
            }
        },
        .init("octet between the image and the commands", "image.coverage", at: 200) { signed in
            try await signed.forge { $0.blocks[0].count = 128 }
            signed.image[200] = 1
        },
        .init("octet among the signatures", "image.excess", at: SignedHABImage.start + SignedHABImage.room - 1) {
            $0.image[$0.image.count - 1] = 1
        },
        .init("octet behind the image", "image.excess", at: SignedHABImage.start + SignedHABImage.room) {
            $0.image.append(1)
        },
        .init("truncated image", "hab.truncated", at: 36) { $0.image.removeLast() },
    ]

    private static let devices: [HABRefusal] = [
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
            let info = $0.keys.roots[HABKeys.index].publicKey.subjectPublicKeyInfo
            $0.trust.keys = [.init(subjectPublicKeyInfo: info, isRevoked: true)]
        },
        .init("revoked SRK, by the digest of its entry", "image.key-revoked", at: table) {
            let entry = try $0.keys.table.keys[HABKeys.index].octets
            $0.trust.digests.append(.init(try HashAlgorithm.sha256.digest(entry), isRevoked: true))
        },
        .init("revoked key of the image", "image.key-revoked") {
            let info = $0.keys.imageSigner.publicKey.subjectPublicKeyInfo
            $0.trust.keys = [.init(subjectPublicKeyInfo: info, isRevoked: true)]
        },
        .init("revoked key of the commands, by its digest", "image.key-revoked") {
            let info = $0.keys.commandSigner.publicKey.subjectPublicKeyInfo
            $0.trust.digests.append(.init(try HashAlgorithm.sha384.digest(info), isRevoked: true))
        },
        .init("revoked key that cannot be read", "image.key-revoked", at: table) {
            $0.trust.keys = [.init(subjectPublicKeyInfo: [1, 2, 3], isRevoked: true)]
        },
        .init("certificate for another purpose than signing code", "hab.certificate-use") { signed in
            // extendedKeyUsage: id-kp-serverAuth, critical.
            let purpose = DEREncoding.sequence(DEREncoding.oid(OID(1, 3, 6, 1, 5, 5, 7, 3, 1)))
            try await signed.recertify(
                HABKeys.forSigning + HABKeys.element(OID(2, 5, 29, 37), purpose, isCritical: true)
            )
        },
        .init("counter, which the format does not have", "image.counter-name") { $0.trust.counters["counter"] = 0 },
        .init("hybrid signature demanded", "image.hybrid") { $0.trust.requiresHybrid = true },
        .init("another image expected", "image.expected") {
            $0.trust.expectedImage = String(repeating: "0", count: 64)
        },
    ]
}

extension SignedHABImage {
    /// Where the data of a command begin and end, by its number.
    func place(of command: Int) -> Int {
        let at = start + 4 + 12 * command + 8
        return start + image[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
    }

    func end(of command: Int) -> Int {
        let place = place(of: command)
        return place + Int(image[place + 1]) << 8 + Int(image[place + 2])
    }

    /// Gives the image's key another certificate.
    fileprivate mutating func recertify(
        _ extensions: [UInt8],
        by index: Int = HABKeys.index,
        hash: HashAlgorithm = .sha256
    ) async throws {
        let keys = keys
        let der = try await HABKeys.der(
            keys.imageSigner,
            "IMG",
            by: keys.roots[index],
            "SRK\(HABKeys.index)",
            extensions,
            hash: hash
        )
        try await forge { $0.imageCertificate = der }
    }
}
