public import Wire

/// What the block says of itself at any time.
public struct DeviceStatus: Hashable, Sendable {
    public var lifecycle: Lifecycle
    /// RFC 9711, 4.2.10: 0 enabled, 3 disabled permanently but for the maker, 4 for everybody.
    public var debugStatus: UInt32
    public var layer: UInt32
    /// Bit n: the copies of fuse region n differ, or its check does not hold: burning was interrupted.
    public var torn: UInt32

    public static var size: Int { 16 }

    public init(lifecycle: Lifecycle, debugStatus: UInt32, layer: UInt32, torn: UInt32) {
        self.lifecycle = lifecycle
        self.debugStatus = debugStatus
        self.layer = layer
        self.torn = torn
    }
}

extension DeviceStatus: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        self.init(
            lifecycle: Lifecycle(rawValue: try read()),
            debugStatus: try read(),
            layer: try read(),
            torn: try read()
        )
    }

    public func write(to write: inout WireWriter) { write(lifecycle.rawValue, debugStatus, layer, torn) }
}
