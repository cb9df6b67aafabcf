internal import BootCrypto
internal import SoC

extension ImageVerification {
    /// Which fused digest is that of the keys in the image; and that they are of the kinds that are known here.
    ///
    /// A digest over both keys demands both signatures. A device that demands both never takes the digest of one alone.
    @inline(never)
    mutating func findKey(_ octets: Span<UInt8>, _ policy: ImagePolicy) throws(ImageRefusal) -> Decision {
        var found: Decision = .refused
        if !layout.hybridKey.isEmpty {
            signer = keyDigest(octets, withLattice: true)
            found = findDigest(policy)
            isHybrid = found.isGranted
        }
        if !isHybrid, policy.hybrid == 0 {
            signer = keyDigest(octets, withLattice: false)
            found = findDigest(policy)
        }
        var form = PublicKeyForm.isP256(octets.extracting(layout.key))
        if isHybrid { form = form.and(PublicKeyForm.isMLDSA65(octets.extracting(layout.hybridKey))) }
        let known = found.and(form)
        guard known.isGranted else { throw ImageRefusal(.imageKeyUnknown) }
        #if !WITHOUT_REVOCATION
        guard policy.revocations >> UInt32(truncatingIfNeeded: rootKey) & 1 == 0 else {
            throw ImageRefusal(.imageKeyRevoked)
        }
        #endif
        return known
    }

    @inline(never)
    func keyDigest(_ octets: Span<UInt8>, withLattice: Bool) -> InlineArray<32, UInt8> {
        var hasher = SHA256()
        hasher.update(octets.extracting(layout.key))
        if withLattice { hasher.update(octets.extracting(layout.hybridKey)) }
        return hasher.finalize()
    }

    /// Several fuses may hold one digest: a revoked one among them revokes it.
    @inline(never)
    private mutating func findDigest(_ policy: ImagePolicy) -> Decision {
        #if WITHOUT_KEY_FUSES
        rootKey = 0
        return .granted
        #else
        var found: Decision = .refused
        for number in 0..<ImagePolicy.rootKeyCount
        where policy.burned >> UInt32(truncatingIfNeeded: number) & 1 == 1 {
            let equal = Decision.equal(signer.span, policy.rootKeys.span.extracting(ImagePolicy.place(number)))
            let isRevoked =
                rootKey < ImagePolicy.rootKeyCount
                && policy.revocations >> UInt32(truncatingIfNeeded: rootKey) & 1 == 1
            if equal.isGranted, !(found.isGranted && isRevoked) {
                found = equal
                rootKey = number
            }
        }
        return found
        #endif
    }
}
