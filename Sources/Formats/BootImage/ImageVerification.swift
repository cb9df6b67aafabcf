public import BootCrypto
internal import MCUboot
public import SoC

/// Whether an image that lies in memory may run, and what was measured of it. Allocates nothing.
///
/// The answer is given twice: ``first`` is made while checking, step by step; ``second`` afterwards, from the image and
/// the fuses again and in other ways (see ``ImageVerification/confirm(_:_:_:)``). One fault that turns one of them leaves
/// the other. ``code`` is for people and logs, and never decides.
public struct ImageVerification: Sendable {
    public internal(set) var first: Decision = .refused
    public internal(set) var second: Decision = .refused
    /// ``BootCode/started``, or what is wrong first.
    public internal(set) var code: BootCode = .flowBroken
    public internal(set) var layout = ImageLayout()
    /// SHA-256 of header, payload and protected TLVs.
    public internal(set) var digest = InlineArray<32, UInt8>(repeating: 0)
    /// Digest of the key that signed, as it is fused: of PUBKEY, or of PUBKEY and MLDSA_PUBKEY.
    public internal(set) var signer = InlineArray<32, UInt8>(repeating: 0)
    public internal(set) var counter: UInt32 = 0
    /// The payload's first two words: the initial stack pointer, and the entry with its Thumb bit.
    public internal(set) var stack: UInt32 = 0
    public internal(set) var entry: UInt32 = 0

    /// Which root key; and whether its digest is over both keys.
    var rootKey = ImagePolicy.rootKeyCount
    var isHybrid = false
    /// r that follows from key, digest and s.
    var recovered = InlineArray<32, UInt8>(repeating: 0)
    /// The decision about the post-quantum signature; ``notDemanded`` where none is to be checked. Two numbers, so that
    /// leaving the check out is not the same as passing it.
    var lattice: UInt32 = Decision.refused.rawValue
    static var notDemanded: UInt32 { 0xC396_6996 }
    /// What the hash read.
    var trace: UInt32 = 0

    /// - Parameters:
    ///   - octets: everything that lies where the image does.
    ///   - workspace: ``MLDSA65/workspaceSize`` numbers, whatever they are.
    @inline(never)
    public init(_ octets: Span<UInt8>, _ policy: ImagePolicy, workspace: consuming MutableSpan<Int32>) {
        do throws(ImageRefusal) {
            layout = try ImageLayout(octets, policy)
            first = try check(octets, policy, workspace)
            #if UNHARDENED
            second = first
            #else
            second = confirm(octets, policy)
            #endif
            code = first.isGranted && second.isGranted ? .started : .decisionsDiffer
        } catch {
            // The decisions are still as they were made. Storing them here once more, both out of one register, is what a
            // fault turned into two grants.
            code = error.code
        }
    }

    /// Everything that a signature can say, then what the fuses and the memory map say of it.
    ///
    /// The branches are there to say what is wrong; the decision is of all that was compared.
    @inline(never)
    private mutating func check(
        _ octets: Span<UInt8>,
        _ policy: ImagePolicy,
        _ workspace: consuming MutableSpan<Int32>
    ) throws(ImageRefusal) -> Decision {
        let isHybridDemanded = policy.hybrid != 0
        if isHybridDemanded, layout.hybridKey.isEmpty { throw ImageRefusal(.imageHybridMissing) }
        var hasher = SHA256()
        hasher.update(octets.extracting(0..<layout.covered))
        trace = hasher.trace
        digest = hasher.finalize()
        let hash = Decision.equal(digest.span, octets.extracting(layout.hash))
        #if !WITHOUT_HASH
        guard hash.isGranted else { throw ImageRefusal(.imageHash) }
        #endif
        let key = try findKey(octets, policy)
        let signature = try checkSignature(octets)
        lattice = isHybrid ? checkLattice(octets, workspace).rawValue : Self.notDemanded
        let both = Decision(difference: latticeDifference)
        guard both.isGranted else { throw ImageRefusal(.imageHybridSignature) }
        counter = octets.word(at: layout.counter.lowerBound)
        #if !WITHOUT_COUNTER
        guard counter >= policy.counter else { throw ImageRefusal(.imageCounter) }
        #endif
        let entry = readEntry(octets, policy)
        guard entry.isGranted else { throw ImageRefusal(.imageEntry) }
        #if WITHOUT_HASH
        return key.and(signature).and(both).and(entry)
        #else
        return hash.and(key).and(signature).and(both).and(entry)
        #endif
    }

    /// What is wrong with ``lattice``.
    @inline(never)
    var latticeDifference: UInt32 { lattice ^ (isHybrid ? Decision.granted.rawValue : Self.notDemanded) }

    @inline(never)
    private mutating func checkSignature(_ octets: Span<UInt8>) throws(ImageRefusal) -> Decision {
        guard let numbers = ECDSASignatureForm.numbers(octets.extracting(layout.signature)) else {
            throw ImageRefusal(.imageSignatureForm)
        }
        #if WITHOUT_SIGNATURE
        for place in 0..<SHA256.size { recovered[place] = numbers[place] }
        return .granted
        #else
        let key = octets.extracting((layout.key.upperBound &- P256.keySize)..<layout.key.upperBound)
        let outcome = P256.recover(key: key, signature: numbers.span, digest: digest.span)
        recovered = outcome.abscissa
        guard outcome.decision.isGranted else { throw ImageRefusal(.imageSignature) }
        return outcome.decision
        #endif
    }

    /// The vector table begins the payload: its stack must be in the RAM that is meant for it, its entry in the payload.
    private mutating func readEntry(_ octets: Span<UInt8>, _ policy: ImagePolicy) -> Decision {
        guard layout.payload.count >= 8 else { return .refused }
        stack = octets.word(at: layout.payload.lowerBound)
        entry = octets.word(at: layout.payload.lowerBound &+ 4)
        let place = (entry & ~1) &- policy.loadAddress
        guard stack & 7 == 0, stack > policy.stack.lowerBound, stack <= policy.stack.upperBound,
            place >= UInt32(truncatingIfNeeded: layout.payload.lowerBound &+ 8),
            place < UInt32(truncatingIfNeeded: layout.payload.upperBound)
        else { return .refused }
        return Decision(difference: ~entry & 1)
    }
}
