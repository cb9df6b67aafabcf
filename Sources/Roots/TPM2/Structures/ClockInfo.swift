public import Wire

/// TPMS_CLOCK_INFO — Part 2, 10.11.1
public struct ClockInfo: Hashable, Sendable {
    /// Milliseconds that the TPM has been powered.
    public var clock: UInt64
    /// Resets since the TPM was last cleared.
    public var resetCount: UInt32
    /// Restarts and resumes since the last reset.
    public var restartCount: UInt32
    /// No greater value of ``clock`` was ever reported.
    public var safe: Bool

    public init(clock: UInt64, resetCount: UInt32, restartCount: UInt32, safe: Bool) {
        self.clock = clock
        self.resetCount = resetCount
        self.restartCount = restartCount
        self.safe = safe
    }
}

extension ClockInfo: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(clock: read(), resetCount: read(), restartCount: read(), safe: read())
    }

    public func write(to write: inout WireWriter) { write(clock, resetCount, restartCount, safe) }
}
