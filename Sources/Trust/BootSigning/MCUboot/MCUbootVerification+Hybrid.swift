internal import Digests
internal import MCUboot
internal import Model
internal import PKIX

extension MCUbootVerification {
    /// The post-quantum signature: demanded, or merely there.
    ///
    /// It covers what stands before it; the classical signature covers it, and so protects it from being stripped.
    mutating func checkHybrid(classical: MCUbootKey?) throws(BedplateError) {
        let entries = image.protected?.entries ?? []
        let named = entries.filter { $0.type == .mlDSAKeyHash || $0.type == .mlDSAPublicKey }
        let signatures = entries.filter { $0.type.isHybridSignature }
        guard trust.requiresHybrid || !named.isEmpty || !signatures.isEmpty else { return }
        guard
            check(
                named.count == 1 && signatures.count == 1 && entries.last == signatures.first,
                .imageHybrid,
                "there is one post-quantum signature, the last of the protected TLVs, and one key that it names",
                at: signatures.first?.offset
            ), let name = named.first, let signature = signatures.first
        else { return }
        let (key, isRevoked) = hybridKey(name, classical)
        guard let key else {
            // A device that does not demand it does not know the key, and boots by the classical signature alone.
            if trust.requiresHybrid {
                check(false, .imageHybrid, "the device trusts the post-quantum key", at: name.offset)
            } else {
                note(.imageHybrid, "the device does not know the post-quantum key: not checked", at: name.offset)
            }
            return
        }
        check(!isRevoked, .imageKeyRevoked, "the post-quantum key's slot is not revoked", at: name.offset)
        let digest = try source.digest(MCUbootHybrid.hash, of: [0..<signature.offset])
        let holds: Bool
        if let kind = MCUbootHybrid.kind(key), kind.type == signature.type, signature.value.count == kind.size,
            let verifier = try? VerificationKey(key)
        {
            holds = verifier.isValid(signature.value, for: MCUbootHybrid.message(digest.octets), kind.scheme)
        } else {
            holds = false
        }
        check(holds, .imageHybrid, "the post-quantum signature is the key's", at: signature.offset)
    }

    /// The key that the image names, by its hash or whole, if the device trusts it.
    private func hybridKey(_ name: MCUbootTLV, _ classical: MCUbootKey?) -> (key: PublicKeyInfo?, isRevoked: Bool) {
        let matches = trust.keys.filter { key in
            name.type == .mlDSAPublicKey
                ? key.subjectPublicKeyInfo == name.value
                : (try? HashAlgorithm.sha256.digest(key.subjectPublicKeyInfo)) == name.value
        }
        var isTrusted = !matches.isEmpty
        var isRevoked = false
        var octets = matches.first?.subjectPublicKeyInfo
        if name.type == .mlDSAPublicKey, let classical {
            let digests = trust.digests.filter { fused in
                guard let hash = HashAlgorithm.accepted.first(where: { $0.digestSize == fused.octets.count }) else {
                    return false
                }
                return MCUbootHybrid.digest(hash, classical: classical.octets, postQuantum: name.value) == fused.octets
            }
            if !digests.isEmpty {
                isTrusted = true
                isRevoked = digests.contains { $0.isRevoked }
                octets = name.value
            }
        }
        guard isTrusted, let octets, let info = try? PublicKeyInfo(der: octets), MCUbootHybrid.kind(info) != nil else {
            return (nil, false)
        }
        return (info, isRevoked || trust.revokes(info, formatDigests: [name.value]))
    }
}
