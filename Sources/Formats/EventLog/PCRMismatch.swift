public import Digests

/// A quoted PCR that the log does not lead to.
public struct PCRMismatch: Hashable, Sendable {
    public var pcr: Int
    public var bank: HashAlgorithm
    /// What the log leads to; nil when it could not be replayed.
    public var replayed: [UInt8]?
    /// What the TPM signed.
    public var quoted: [UInt8]
    /// Why there was nothing to compare; nil when the values differ.
    public var obstacle: ReplayObstacle?

    public init(
        pcr: Int,
        bank: HashAlgorithm,
        replayed: [UInt8]?,
        quoted: [UInt8],
        obstacle: ReplayObstacle? = nil
    ) {
        self.pcr = pcr
        self.bank = bank
        self.replayed = replayed
        self.quoted = quoted
        self.obstacle = obstacle
    }
}
