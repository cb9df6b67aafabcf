internal import Digests
internal import MCUboot
internal import Model
internal import PKIX

extension MCUbootVerification {
    /// The hash, the key, the signature; then the post-quantum one.
    mutating func checkSignatures() throws(BedplateError) {
        check(
            !trust.keys.isEmpty || !trust.digests.isEmpty,
            .imageKeyRequired,
            "the device has a key to demand: without one nothing is accepted"
        )
        let entries = image.unprotected.entries
        let digest = try checkHash(entries.first { $0.type.isHash })
        let signature = entries.first { $0.type.isSignature }
        check(signature != nil, .imageSignature, "the image is signed", at: image.unprotected.offset)
        guard let digest, let signature, let key = checkKey(signature, digest.algorithm) else {
            try checkHybrid(classical: nil)
            return
        }
        try checkSignature(signature, digest, key)
        try checkHybrid(classical: key)
    }

    private mutating func checkHash(_ entry: MCUbootTLV?) throws(BedplateError) -> MessageDigest? {
        guard let entry, let algorithm = entry.type.hash else {
            check(false, .imageHash, "the image has its hash", at: image.unprotected.offset)
            return nil
        }
        let digest = try source.digest(algorithm, of: [image.covered])
        let holds = check(
            digest.octets == entry.value,
            .imageHash,
            "the hash is that of header, payload and protected TLVs",
            at: entry.offset
        )
        guard image.header.flags.isEncrypted else { return digest }
        if holds {
            note(.mcubootEncrypted, "the payload is marked as encrypted and stands here in the clear")
        } else {
            check(
                false,
                .mcubootEncrypted,
                "the payload can be judged: an encrypted one is decrypted first, for the plaintext is what was signed"
            )
        }
        return digest
    }

    /// The key that the image names, if the device trusts it.
    private mutating func checkKey(_ signature: MCUbootTLV, _ hash: HashAlgorithm) -> MCUbootKey? {
        guard let entry = image.unprotected.entries.first(where: { $0.type.isKey }), entry.offset < signature.offset
        else {
            check(
                false,
                .imageKeyTrusted,
                "the image names its key before its signature",
                at: image.unprotected.offset
            )
            return nil
        }
        let trusted = trust.keys.compactMap { key in
            (try? PublicKeyInfo(der: key.subjectPublicKeyInfo)).flatMap { MCUbootKey($0) }
        }
        var key: MCUbootKey?
        if entry.type == .keyHash {
            key = trusted.first { (try? hash.digest($0.octets)) == entry.value }
        } else if let carried = MCUbootKey(octets: entry.value, signature.type) {
            let isTrusted =
                trusted.contains { $0.octets == carried.octets }
                || trust.digests.contains { matchesDigest($0.octets, carried) }
            if isTrusted { key = carried }
        }
        guard check(key != nil, .imageKeyTrusted, "the device trusts the key", at: entry.offset), let key else {
            return nil
        }
        let isRevoked =
            trust.revokes(key.info, formatDigests: entry.type == .keyHash ? [entry.value] : [])
            || trust.digests.contains { $0.isRevoked && matchesDigest($0.octets, key) }
        check(!isRevoked, .imageKeyRevoked, "the key's slot is not revoked", at: entry.offset)
        return key
    }

    /// Whether a fused digest is that of the key; for a device that demands a hybrid image, that of both its keys.
    private func matchesDigest(_ fused: [UInt8], _ key: MCUbootKey) -> Bool {
        guard let hash = HashAlgorithm.accepted.first(where: { $0.digestSize == fused.count }) else { return false }
        let postQuantum = image.protected?.first(.mlDSAPublicKey)?.value
        let both = postQuantum.flatMap { MCUbootHybrid.digest(hash, classical: key.octets, postQuantum: $0) }
        if both == fused { return true }
        return !trust.requiresHybrid && (try? hash.digest(key.octets)) == fused
    }

    private mutating func checkSignature(
        _ entry: MCUbootTLV,
        _ digest: MessageDigest,
        _ key: MCUbootKey
    ) throws(BedplateError) {
        let isPure = image.unprotected.first(.pureSignature) != nil
        guard
            check(
                entry.type == key.signatureType && key.hashes.contains(digest.algorithm)
                    && (!isPure || key.signatureType == .ed25519 && digest.algorithm == .sha512),
                .imageSignature,
                "the signature and its hash are of the key's kind",
                found: "\(entry.type), \(digest.algorithm), \(key.info)",
                at: entry.offset
            )
        else { return }
        guard let signature = checkForm(entry, key), let verifier = try? VerificationKey(key.info) else {
            check(false, .imageSignature, "the signature is the key's", at: entry.offset)
            return
        }
        let holds: Bool
        if key.signatureType == .ed25519 {
            guard !isPure || image.covered.count <= Self.pureLimit else {
                check(false, .imageSignature, "an image with a pure signature has at most \(Self.pureLimit) octets")
                return
            }
            let message = isPure ? try source.octets(in: image.covered) : digest.octets
            holds = verifier.isValid(signature, for: message, .ed25519)
        } else {
            holds = verifier.isValid(signature, for: digest, key.scheme(digest.algorithm))
        }
        check(holds, .imageSignature, "the signature is the key's", at: entry.offset)
    }

    /// The signature without padding, if its form is the one the format defines.
    private mutating func checkForm(_ entry: MCUbootTLV, _ key: MCUbootKey) -> [UInt8]? {
        let at = entry.valueRange.lowerBound
        var signature = entry.value
        let claim = "the signature's encoding is the one the format defines, and its numbers are in range"
        var isSound: Bool
        if let curve = key.curve {
            // DER lengths are below 128 for both curves, so in one octet.
            let size = signature.count > 2 ? 2 + Int(signature[1]) : 0
            let zeros = signature.dropFirst(size)
            isSound = size > 2 && size <= signature.count && zeros.allSatisfy { $0 == 0 }
            if !zeros.isEmpty {
                isSound = isSound && signature.count == key.paddedSignatureSize
                signature = Array(signature.prefix(size))
                if isSound {
                    note(.imageSignatureForm, "the signature is followed by zeros (imgtool --pad-sig)", at: at + size)
                }
            }
            isSound = isSound && (try? ECDSASignature(der: signature))?.isInRange(curve) == true
        } else {
            switch entry.type {
            case .ed25519: isSound = signature.count == 64
            case .rsa2048PSS: isSound = signature.count == 256
            default: isSound = signature.count == 384
            }
        }
        return check(isSound, .imageSignatureForm, claim, at: at) ? signature : nil
    }
}
