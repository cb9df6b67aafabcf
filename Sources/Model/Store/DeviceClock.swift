/// Where a device stood when its evidence was last accepted: for a TPM the clock, counters and firmware version of the quote
/// (TPMS_CLOCK_INFO, TPMS_ATTEST.firmwareVersion).
public struct DeviceClock: Hashable, Sendable, Codable {
    /// Milliseconds.
    public var clock: UInt64
    public var resetCount: UInt32
    public var restartCount: UInt32
    public var safe: Bool
    public var firmwareVersion: UInt64
    /// Of a root that has no clock and names its boots instead: the seed of the last boot. ``clock`` is then the service's
    /// own, and the counters stay 0.
    public var bootSeed: [UInt8]?

    public init(
        clock: UInt64,
        resetCount: UInt32,
        restartCount: UInt32,
        safe: Bool,
        firmwareVersion: UInt64,
        bootSeed: [UInt8]? = nil
    ) {
        self.clock = clock
        self.resetCount = resetCount
        self.restartCount = restartCount
        self.safe = safe
        self.firmwareVersion = firmwareVersion
        self.bootSeed = bootSeed
    }
}
