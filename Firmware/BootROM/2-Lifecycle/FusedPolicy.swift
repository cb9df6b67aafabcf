import BootImage
import SoC

/// What the fuses demand of secure firmware.
enum FusedPolicy {
    /// Reads every fuse twice: one that a fault leaves out or changes is another one the second time.
    @inline(never)
    static func read(_ mailbox: inout Mailbox) throws(BootStop) -> ImagePolicy {
        let policy = try readOnce(&mailbox)
        #if !UNHARDENED
        let difference = policy.difference(from: try readOnce(&mailbox))
        guard difference == 0 else { throw try LifecycleState.end(.decisionsDiffer, difference, &mailbox) }
        #endif
        guard policy.hasRootKey else { throw try LifecycleState.end(.noRootKey, policy.revocations, &mailbox) }
        BootFlow.boot.pass(BootFlow.Step.policy)
        return policy
    }

    @inline(never)
    private static func readOnce(_ mailbox: inout Mailbox) throws(BootStop) -> ImagePolicy {
        // The ROM's own working memory is free when the firmware starts: all of the RAM may be its stack.
        var policy = ImagePolicy(
            loadAddress: MemoryMap.secureFirmware,
            limit: MemoryMap.imageLimit,
            stack: MemoryMap.secureRAM...(MemoryMap.secureRAM &+ MemoryMap.secureRAMSize)
        )
        policy.revocations = try words(of: .revocations, &mailbox).bits
        policy.hybrid = try words(of: .hybridPolicy, &mailbox).bits
        policy.counter = try words(of: .secureCounter, &mailbox).count
        for number in 0..<ImagePolicy.rootKeyCount {
            if let fuse = Fuse.rootKey(number) { try readKey(fuse, number, &mailbox, &policy) }
        }
        return policy
    }

    /// A root key that is not burned, or torn, is none.
    @inline(never)
    private static func readKey(
        _ fuse: Fuse,
        _ number: Int,
        _ mailbox: inout Mailbox,
        _ policy: inout ImagePolicy
    ) throws(BootStop) {
        let size = 4 &* fuse.wordCount
        let request: InlineArray<1, UInt8> = [fuse.rawValue]
        let answer = try mailbox.request(MailboxCommand.readFuse.rawValue, request.span, limit: size)
        guard answer.isDone, answer.count == size else { return }
        let octets = Memory.octets(at: WorkingMemory.frame, count: size)
        let digest = octets.extracting(0..<(size &- 4))
        var checksum = MailboxChecksum()
        checksum.update(digest)
        if checksum.value == octets.word(at: size &- 4) { policy.setRootKey(number, digest) }
    }

    /// The words of a fuse that must be readable: all bits, folded by OR, and how many are set.
    @inline(never)
    private static func words(
        of fuse: Fuse,
        _ mailbox: inout Mailbox
    ) throws(BootStop) -> (bits: UInt32, count: UInt32) {
        let request: InlineArray<1, UInt8> = [fuse.rawValue]
        try mailbox.demand(.readFuse, request.span, count: 4 &* fuse.wordCount)
        let octets = Memory.octets(at: WorkingMemory.frame, count: 4 &* fuse.wordCount)
        var bits: UInt32 = 0
        var count: UInt32 = 0
        var place = 0
        while place < octets.count {
            var word = octets.word(at: place)
            bits |= word
            while word != 0 {
                word &= word &- 1
                count &+= 1
            }
            place &+= 4
        }
        return (bits, count)
    }
}
