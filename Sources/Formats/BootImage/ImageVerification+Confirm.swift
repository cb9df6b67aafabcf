internal import BootCrypto
internal import MCUboot
internal import SoC

extension ImageVerification {
    /// The decision once more, in other ways: header words as differences, digests from their ends, the key's digest made
    /// again and compared with the one fuse that was found, r that follows from the signature against the r that stands in
    /// it, the counter by its borrow. Straight on: nothing returns early, and loops say how far they came.
    ///
    /// SHA-256 of the whole image is not made again: it goes into ``recovered``, beside the comparison in ``first``. But the
    /// image is read again, and must be what was hashed.
    @inline(never)
    func confirm(_ octets: Span<UInt8>, _ policy: ImagePolicy) -> Decision {
        var difference = octets.word(at: 0) ^ MCUbootHeader.magic
        #if !WITHOUT_LOAD_ADDRESS
        difference |= octets.word(at: ImageLayout.loadAddress) ^ policy.loadAddress
        #endif
        #if !WITHOUT_FLAGS
        difference |= octets.word(at: ImageLayout.flags) ^ MCUbootFlags.ramLoad.rawValue
        #endif
        difference |= UInt32(octets.half(at: ImageLayout.headerSize) ^ ImagePolicy.headerSize)
        #if !WITHOUT_HASH
        difference |= backwards(digest.span, octets.extracting(layout.hash))
        #endif
        let signature = octets.extracting(layout.signature)
        if let numbers = ECDSASignatureForm.numbers(signature) {
            difference |= backwards(recovered.span, numbers.span.extracting(0..<32))
        } else {
            difference |= 1
        }
        difference |= SHA256.trace(of: octets.extracting(0..<layout.covered)) ^ trace
        // Which fuse, and that it may be used.
        let number = rootKey & (ImagePolicy.rootKeyCount &- 1)
        difference |= UInt32(truncatingIfNeeded: number ^ rootKey)
        #if !WITHOUT_KEY_FUSES
        let digest = keyDigest(octets, withLattice: isHybrid)
        difference |= backwards(digest.span, policy.rootKeys.span.extracting(ImagePolicy.place(number)))
        #endif
        #if WITHOUT_REVOCATION
        let usable = policy.burned
        #else
        let usable = policy.burned & ~policy.revocations
        #endif
        difference |= ~(usable >> UInt32(truncatingIfNeeded: number)) & 1
        // A device that demands both signatures had both.
        difference |= isHybrid ? 0 : policy.hybrid
        difference |= latticeDifference
        #if !WITHOUT_COUNTER
        let counter = UInt64(octets.word(at: layout.counter.lowerBound))
        difference |= UInt32(truncatingIfNeeded: (counter &- UInt64(policy.counter)) >> 32)
        #endif
        return Decision(difference: difference)
    }

    /// The bits in which two digests differ, last octet first.
    @inline(never)
    private func backwards(_ left: Span<UInt8>, _ right: Span<UInt8>) -> UInt32 {
        guard left.count == SHA256.size, right.count == SHA256.size else { return .max }
        var difference: UInt32 = 0
        var place = SHA256.size
        while place > 0 {
            place &-= 1
            difference |= UInt32(left[place] ^ right[place])
        }
        return difference | UInt32(truncatingIfNeeded: place)
    }
}
