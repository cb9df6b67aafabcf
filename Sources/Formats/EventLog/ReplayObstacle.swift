/// Why a bank could not be replayed at all, or one of its PCRs.
public enum ReplayObstacle: Error, Hashable, Sendable {
    /// The log has no digests of this algorithm.
    case bankNotInLog
    /// The algorithm cannot be computed here.
    case notComputable
    /// The event (its place in the log) has no digest for this bank.
    case digestMissing(event: Int)
    /// The quoted value has another size than the bank's digests.
    case wrongSize
    /// A PC Client TPM has no such PCR.
    case noSuchPCR
}
