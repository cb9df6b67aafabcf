import SoC

/// How the block answered, and how much.
struct MailboxAnswer {
    /// A ``MailboxStatus``.
    var status: UInt8
    /// Octets.
    var count: Int

    var isDone: Bool { status == MailboxStatus.done.rawValue }
}
