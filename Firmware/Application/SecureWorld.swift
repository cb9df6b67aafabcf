import SoC

/// The secure world, as the application calls it: one gateway, of which the block's commands are the language.
enum SecureWorld {
    /// How a request was answered, and how much.
    struct Answer {
        /// A ``MailboxStatus``.
        var status: UInt8
        /// Octets.
        var count: Int

        var isDone: Bool { status == MailboxStatus.done.rawValue }
    }

    /// - Parameters:
    ///   - input: address of what is asked with.
    ///   - output: address of where the answer goes; may be the same.
    ///   - capacity: octets that have room there.
    @inline(never)
    static func request(
        _ command: UInt8,
        _ input: UInt32,
        _ count: Int,
        to output: UInt32,
        _ capacity: Int = MailboxHeader.payloadLimit
    ) -> Answer {
        let counts = UInt32(truncatingIfNeeded: count) | UInt32(truncatingIfNeeded: capacity) << 16
        let answer = secure_gateway(UInt32(command), input, output, counts)
        return Answer(status: UInt8(truncatingIfNeeded: answer), count: Int(answer >> 16))
    }
}

@_extern(c, "secure_gateway")
func secure_gateway(_ command: UInt32, _ input: UInt32, _ output: UInt32, _ counts: UInt32) -> UInt32
