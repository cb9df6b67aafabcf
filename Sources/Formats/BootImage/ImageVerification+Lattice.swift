internal import BootCrypto
internal import SoC

extension ImageVerification {
    #if BOOT_WITHOUT_LATTICE
    /// A ROM without ML-DSA takes no image whose fuse is over both keys.
    func checkLattice(_ octets: Span<UInt8>, _ workspace: consuming MutableSpan<Int32>) -> Decision { .refused }
    #else
    /// The post-quantum signature: over a label, a zero octet and the SHA-512 of all octets before its own TLV. See
    /// Documentation/decisions/0007-hybrid-mcuboot.md.
    @inline(never)
    func checkLattice(_ octets: Span<UInt8>, _ workspace: consuming MutableSpan<Int32>) -> Decision {
        var hasher = SHA512()
        hasher.update(octets.extracting(0..<(layout.hybridSignature.lowerBound &- ImageTLV.headerSize)))
        let hash = hasher.finalize()
        var message = InlineArray<91, UInt8>(repeating: 0)
        for place in 0..<27 { message[place] = Self.label[place] }
        for place in 0..<SHA512.size { message[27 &+ place] = hash[place] }
        let key = layout.hybridKey
        return MLDSA65.verify(
            key: octets.extracting((key.upperBound &- MLDSA65.keySize)..<key.upperBound),
            message: message.span,
            signature: octets.extracting(layout.hybridSignature),
            workspace: workspace
        )
    }

    /// "Bedplate MCUboot hybrid v1" and a zero.
    private static let label: InlineArray<27, UInt8> = [
        0x42, 0x65, 0x64, 0x70, 0x6C, 0x61, 0x74, 0x65, 0x20, 0x4D, 0x43, 0x55, 0x62, 0x6F, 0x6F, 0x74, 0x20, 0x68,
        0x79, 0x62, 0x72, 0x69, 0x64, 0x20, 0x76, 0x31, 0x00,
    ]
    #endif
}
