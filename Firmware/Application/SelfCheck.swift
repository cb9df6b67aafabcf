import SoC

/// Does the secure world serve this application? What an update must show before it is confirmed.
enum SelfCheck {
    /// - Returns: the command that did not do what it should; nil if all did.
    @inline(never)
    static func run() -> MailboxCommand? {
        let (random, sealed, opened) = (
            WorkingMemory.scratch, WorkingMemory.scratch &+ 0x100, WorkingMemory.scratch &+ 0x200
        )
        // 32 octets, twice: they are there, and others each time.
        Register(sealed).store(32)
        guard has(.random, sealed, 4, random, 32), has(.random, sealed, 4, random &+ 32, 32),
            !isEqual(random, random &+ 32)
        else { return .random }
        let size = 32 + 36
        guard has(.seal, random, 32, sealed, size) else { return .seal }
        guard has(.unseal, sealed, size, opened, 32), isEqual(random, opened) else { return .unseal }
        // What was changed is not opened.
        Memory.store(Memory.octets(at: sealed &+ 40, count: 1)[0] ^ 1, at: sealed &+ 40)
        guard !has(.unseal, sealed, size, opened, 32) else { return .unseal }
        let token = SecureWorld.request(MailboxCommand.attest.rawValue, random, 32, to: WorkingMemory.frame)
        return token.isDone && token.count > 64 ? nil : .attest
    }

    private static func has(
        _ command: MailboxCommand,
        _ input: UInt32,
        _ count: Int,
        _ output: UInt32,
        _ expected: Int
    ) -> Bool {
        let answer = SecureWorld.request(command.rawValue, input, count, to: output, expected)
        return answer.isDone && answer.count == expected
    }

    /// Whether 32 octets are the same.
    private static func isEqual(_ left: UInt32, _ right: UInt32) -> Bool {
        var difference: UInt8 = 0
        for place in 0..<32 {
            difference |= Memory.octets(at: left, count: 32)[place] ^ Memory.octets(at: right, count: 32)[place]
        }
        return difference == 0
    }
}
