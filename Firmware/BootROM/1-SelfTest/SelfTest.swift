import BootCrypto
import SoC

/// Is this ROM what was built, and do its algorithms do what they should? Before anything is believed.
enum SelfTest {
    @inline(never)
    static func run() throws(BootStop) {
        try checkROM()
        try checkAlgorithms()
    }

    /// The digest stands behind everything else; where, says a word of the vector table that the architecture reserves.
    @inline(never)
    private static func checkROM() throws(BootStop) {
        let end = Register(MemoryMap.rom &+ 0x20).load()
        let size = end &- MemoryMap.rom
        guard size <= MemoryMap.romSize &- 32 else { throw BootStop(.romIntegrity, size) }
        let digest = SHA256.digest(of: Memory.octets(at: MemoryMap.rom, count: Int(size)))
        let decision = Decision.equal(digest.span, Memory.octets(at: end, count: SHA256.size))
        #if WITHOUT_SELF_DIGEST
        BootFlow.boot.pass(BootFlow.Step.romIntegrity)
        _ = decision
        #else
        guard decision.isGranted else { throw BootStop(.romIntegrity, size) }
        BootFlow.boot.pass(BootFlow.Step.romIntegrity ^ decision.rawValue ^ Decision.granted.rawValue)
        #endif
    }

    /// One digest; one signature that holds, and the same over another digest, which must not.
    @inline(never)
    private static func checkAlgorithms() throws(BootStop) {
        let digest = SHA256.digest(of: KnownAnswers.message.span)
        let hash = Decision.equal(digest.span, KnownAnswers.digest.span)
        guard hash.isGranted else { throw BootStop(.knownAnswerHash) }
        var other = digest
        other[31] ^= 1
        let key = KnownAnswers.key.span
        let signature = KnownAnswers.signature.span
        let positive = P256.recover(key: key, signature: signature, digest: digest.span)
        let negative = P256.recover(key: key, signature: signature, digest: other.span)
        let recovered = Decision.equal(positive.abscissa.span, signature.extracting(0..<32))
        let different = Decision.equal(negative.abscissa.span, signature.extracting(0..<32))
        guard positive.decision.isGranted, recovered.isGranted, !negative.decision.isGranted, !different.isGranted
        else { throw BootStop(.knownAnswerSignature) }
        BootFlow.boot.pass(
            BootFlow.Step.knownAnswers ^ hash.and(positive.decision).rawValue ^ Decision.granted.rawValue
        )
    }

    #if !BOOT_WITHOUT_LATTICE
    /// ML-DSA, where the fuses demand it: a key and a signature would be 5261 octets of ROM, so both are a pattern, and what
    /// is known is the challenge that they lead to.
    @inline(never)
    static func checkLattice() throws(BootStop) {
        // Where no image is yet.
        let key = MemoryMap.secureFirmware
        let signature = key &+ UInt32(MLDSA65.keySize)
        let end = signature &+ UInt32(MLDSA65.signatureSize)
        var place = key
        while place < end {
            // Of hints there is one: place 0 of the first row.
            Memory.store(place < end &- 61 ? 0x5A : place < end &- 6 ? 0 : 1, at: place)
            place &+= 1
        }
        let decision = MLDSA65.check(
            key: Memory.octets(at: key, count: MLDSA65.keySize),
            message: Memory.octets(at: key, count: 32),
            signature: Memory.octets(at: signature, count: MLDSA65.signatureSize),
            challenge: KnownAnswers.challenge.span,
            workspace: Memory.numbers(at: WorkingMemory.workspace, count: MLDSA65.workspaceSize)
        )
        guard decision.isGranted else { throw BootStop(.knownAnswerLattice) }
    }
    #endif
}
