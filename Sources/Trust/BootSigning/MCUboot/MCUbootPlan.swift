internal import Digests
internal import MCUboot
internal import Model
internal import PKIX
internal import Wire

/// An image's shape, which is known before its payload is read: every size that the header states.
struct MCUbootPlan {
    let key: MCUbootKey
    let hash: HashAlgorithm
    let hybrid: (type: MCUbootTLVType, scheme: SignatureScheme, size: Int)?
    let header: MCUbootHeader
    /// Without the post-quantum signature, which the header's size counts; nil without protected TLVs.
    let protected: MCUbootTLVArea?
    /// The part of the payload's source that is the payload.
    let body: Range<Int>
    /// Zeros behind the payload of an encrypted image, whose cipher works on blocks of 16.
    let blockPadding: Int
    let wrappedKey: MCUbootEncryption.WrappedKey?
    private let keyHash: [UInt8]

    init(
        _ signing: MCUbootSigning,
        _ payload: some OctetSource,
        _ publicKey: SigningPublicKey,
        _ postQuantum: SigningPublicKey?
    ) throws {
        guard let key = MCUbootKey(try PublicKeyInfo(der: publicKey.subjectPublicKeyInfo)) else {
            throw BedplateError(
                .unsupportedScheme,
                "MCUboot has no signature for a key of the kind \(publicKey.algorithm.rawValue)"
            )
        }
        self.key = key
        hash = try Self.hash(signing, key)
        keyHash = try hash.digest(key.octets)
        if let postQuantum {
            guard let kind = MCUbootHybrid.kind(try PublicKeyInfo(der: postQuantum.subjectPublicKeyInfo)) else {
                throw BedplateError(
                    .unsupportedScheme,
                    "the second signature is ML-DSA-65 or -87, not \(postQuantum.algorithm.rawValue)"
                )
            }
            hybrid = kind
        } else {
            hybrid = nil
        }
        body = try Self.body(signing, payload)
        let isEncrypted = signing.encryption != nil
        let filled = (Int(signing.headerSize) + body.count) % 16
        blockPadding = isEncrypted && filled > 0 ? 16 - filled : 0
        let entries = try Self.protectedEntries(signing, keyHash, hash, postQuantum)
        var protectedSize = 0
        if !entries.isEmpty {
            protectedSize = MCUbootTLVArea(.protected, entries).size
            if let hybrid { protectedSize += MCUbootTLV.headerSize + hybrid.size }
        }
        protected = entries.isEmpty ? nil : MCUbootTLVArea(.protected, entries)
        guard let protectedSize = UInt16(exactly: protectedSize),
            let payloadSize = UInt32(exactly: body.count + blockPadding)
        else { throw BedplateError(.malformed, "the payload or the protected TLVs are larger than a header can say") }
        guard payloadSize > 0 else { throw BedplateError(.malformed, "the payload is empty") }
        header = MCUbootHeader(
            loadAddress: signing.romFixedAddress ?? signing.loadAddress ?? 0,
            headerSize: signing.headerSize,
            protectedSize: protectedSize,
            payloadSize: payloadSize,
            flags: try Self.flags(signing),
            version: signing.version
        )
        wrappedKey = try signing.encryption?.wrap()
    }

    /// In imgtool's order.
    func unprotected(_ signing: MCUbootSigning, _ digest: MessageDigest, _ signature: [UInt8]) -> [MCUbootTLV] {
        var entries = [MCUbootTLV(MCUbootTLVType(hash) ?? .sha256, digest.octets)]
        if signing.isPure { entries.append(MCUbootTLV(.pureSignature, [1])) }
        switch signing.keyForm {
        case .hash: entries.append(MCUbootTLV(.keyHash, keyHash))
        case .full: entries.append(MCUbootTLV(.publicKey, key.octets))
        }
        entries.append(MCUbootTLV(key.signatureType, signature))
        if let wrappedKey { entries.append(wrappedKey.entry) }
        return entries
    }

    private static func hash(_ signing: MCUbootSigning, _ key: MCUbootKey) throws -> HashAlgorithm {
        if signing.isPure {
            guard key.signatureType == .ed25519, signing.hash == nil || signing.hash == .sha512 else {
                throw BedplateError(.unsupportedScheme, "a pure signature is Ed25519 with SHA-512 beside it")
            }
            return .sha512
        }
        let hash = signing.hash ?? key.hashes[0]
        guard key.hashes.contains(hash) else {
            throw BedplateError(.unsupportedScheme, "MCUboot has no signature of \(key.info) with \(hash)")
        }
        return hash
    }

    private static func body(_ signing: MCUbootSigning, _ payload: some OctetSource) throws -> Range<Int> {
        let headerSize = Int(signing.headerSize)
        guard headerSize >= MCUbootHeader.size else {
            throw BedplateError(.malformed, "a header has at least \(MCUbootHeader.size) octets")
        }
        guard signing.erased == 0xFF || signing.erased == 0 else {
            throw BedplateError(.malformed, "erased flash reads as 0xff or 0")
        }
        if let slot = signing.slot, !slot.trailer.isSound || slot.size < 0 {
            throw BedplateError(.malformed, "no flash has the slot's alignment or number of sectors")
        }
        let limit = MCUbootVerification<MemorySource>.pureLimit
        if signing.isPure, payload.count > limit {
            throw BedplateError(.malformed, "an image with a pure signature has at most \(limit) octets")
        }
        if signing.addsHeader { return 0..<payload.count }
        guard payload.count >= headerSize,
            try payload.octets(in: 0..<headerSize).allSatisfy({ $0 == 0 })
        else {
            throw BedplateError(
                .malformed,
                "the payload does not begin with \(headerSize) zeros for the header",
                hint: "let the header be added, or is the image signed already?"
            )
        }
        return headerSize..<payload.count
    }

    private static func flags(_ signing: MCUbootSigning) throws -> MCUbootFlags {
        var flags: MCUbootFlags = []
        guard signing.loadAddress == nil || signing.romFixedAddress == nil else {
            throw BedplateError(.malformed, "an image has a load address or an address in flash, not both")
        }
        if let address = signing.loadAddress, address != 0 { flags.insert(.ramLoad) }
        if let address = signing.romFixedAddress, address != 0 { flags.insert(.romFixed) }
        if signing.isNonBootable { flags.insert(.nonBootable) }
        if let encryption = signing.encryption {
            flags.insert(encryption.keySize == .aes128 ? .encryptedAES128 : .encryptedAES256)
        }
        return flags
    }

    /// In imgtool's order; behind them the post-quantum key, which the signature follows.
    private static func protectedEntries(
        _ signing: MCUbootSigning,
        _ keyHash: [UInt8],
        _ hash: HashAlgorithm,
        _ postQuantum: SigningPublicKey?
    ) throws -> [MCUbootTLV] {
        var entries: [MCUbootTLV] = []
        if let counter = signing.securityCounter {
            entries.append(MCUbootTLV(.securityCounter, try counter.serialized(order: .little)))
        }
        if let type = signing.bootRecord {
            guard type.utf8.count <= MCUbootBootRecord.typeLimit else {
                throw BedplateError(.malformed, "a boot record's type has at most 12 octets")
            }
            let record = MCUbootBootRecord(
                type: type,
                version: signing.version,
                signer: keyHash,
                algorithm: MCUbootTLVType(hash) ?? .sha256,
                digestSize: keyHash.count
            )
            entries.append(MCUbootTLV(.bootRecord, record.octets))
        }
        for dependency in signing.dependencies {
            entries.append(MCUbootTLV(.dependency, try dependency.serialized(order: .little)))
        }
        for (type, identifier) in [
            (MCUbootTLVType.vendorIdentifier, signing.vendorIdentifier),
            (MCUbootTLVType.classIdentifier, signing.classIdentifier),
        ] {
            guard let identifier else { continue }
            guard identifier.count == 16 else { throw BedplateError(.malformed, "an identifier has 16 octets") }
            entries.append(MCUbootTLV(type, identifier))
        }
        for custom in signing.customTLVs {
            guard custom.type.isVendor, ![.mlDSAKeyHash, .mlDSAPublicKey, .mlDSA65, .mlDSA87].contains(custom.type),
                !entries.contains(where: { $0.type == custom.type })
            else {
                throw BedplateError(.malformed, "\(custom.type) is no type of a vendor's own, or stands twice")
            }
            entries.append(custom)
        }
        if let postQuantum {
            let spki = postQuantum.subjectPublicKeyInfo
            switch signing.keyForm {
            case .hash: entries.append(MCUbootTLV(.mlDSAKeyHash, try HashAlgorithm.sha256.digest(spki)))
            case .full: entries.append(MCUbootTLV(.mlDSAPublicKey, spki))
            }
        }
        return entries
    }
}
