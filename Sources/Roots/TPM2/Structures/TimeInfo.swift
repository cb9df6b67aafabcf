public import Wire

/// TPMS_TIME_INFO — Part 2, 10.11.2
public struct TimeInfo: Hashable, Sendable {
    /// Milliseconds since the TPM's circuits were last reset.
    public var time: UInt64
    public var clockInfo: ClockInfo

    public init(time: UInt64, clockInfo: ClockInfo) {
        self.time = time
        self.clockInfo = clockInfo
    }
}

extension TimeInfo: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(time: read(), clockInfo: read()) }
    public func write(to write: inout WireWriter) { write(time, clockInfo) }
}
