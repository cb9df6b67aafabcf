/// The clock, counters and firmware version of a quote that was accepted (TPMS_CLOCK_INFO, TPMS_ATTEST.firmwareVersion).
public struct DeviceClock: Hashable, Sendable, Codable {
    /// Milliseconds.
    public var clock: UInt64
    public var resetCount: UInt32
    public var restartCount: UInt32
    public var safe: Bool
    public var firmwareVersion: UInt64

    public init(clock: UInt64, resetCount: UInt32, restartCount: UInt32, safe: Bool, firmwareVersion: UInt64) {
        self.clock = clock
        self.resetCount = resetCount
        self.restartCount = restartCount
        self.safe = safe
        self.firmwareVersion = firmwareVersion
    }
}
