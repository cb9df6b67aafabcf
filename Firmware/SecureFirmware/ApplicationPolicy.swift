import BootImage
import SoC

/// What the fuses demand of the application: the keys are those of secure firmware, the counter is its own.
enum ApplicationPolicy {
    /// Reads every fuse twice, as the ROM does: a fault that leaves one out or changes it makes a difference.
    @inline(never)
    static func read() throws(BootStop) -> ImagePolicy {
        let policy = try readOnce()
        let difference = policy.difference(from: try readOnce())
        guard difference == 0 else { throw BootStop(.decisionsDiffer, difference) }
        guard policy.hasRootKey else { throw BootStop(.noRootKey, policy.revocations) }
        return policy
    }

    @inline(never)
    private static func readOnce() throws(BootStop) -> ImagePolicy {
        var policy = ImagePolicy(
            loadAddress: MemoryMap.application,
            limit: MemoryMap.imageLimit,
            stack: MemoryMap.applicationRAM...(MemoryMap.applicationRAM &+ MemoryMap.applicationRAMSize)
        )
        policy.revocations = try words(of: .revocations).bits
        policy.hybrid = try words(of: .hybridPolicy).bits
        policy.counter = try words(of: .applicationCounter).count
        for number in 0..<ImagePolicy.rootKeyCount {
            if let fuse = Fuse.rootKey(number) { try readKey(fuse, number, &policy) }
        }
        return policy
    }

    /// A root key that is not burned, or torn, is none.
    @inline(never)
    private static func readKey(_ fuse: Fuse, _ number: Int, _ policy: inout ImagePolicy) throws(BootStop) {
        let size = 4 &* fuse.wordCount
        let request: InlineArray<1, UInt8> = [fuse.rawValue]
        let answer = try Block.request(MailboxCommand.readFuse.rawValue, request.span, limit: size)
        guard answer.isDone, answer.count == size else { return }
        let octets = Memory.octets(at: WorkingMemory.frame, count: size)
        let digest = octets.extracting(0..<(size &- 4))
        var checksum = MailboxChecksum()
        checksum.update(digest)
        if checksum.value == octets.word(at: size &- 4) { policy.setRootKey(number, digest) }
    }

    /// The words of a fuse that must be readable: all bits, folded by OR, and how many are set.
    @inline(never)
    private static func words(of fuse: Fuse) throws(BootStop) -> (bits: UInt32, count: UInt32) {
        let request: InlineArray<1, UInt8> = [fuse.rawValue]
        try Block.demand(.readFuse, request.span, count: 4 &* fuse.wordCount)
        let octets = Memory.octets(at: WorkingMemory.frame, count: 4 &* fuse.wordCount)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        for place in 0..<fuse.wordCount {
            let word = octets.word(at: 4 &* place)
            bits |= word
            count &+= UInt32(truncatingIfNeeded: word.nonzeroBitCount)
        }
        return (bits, count)
    }
}
