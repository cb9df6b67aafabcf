/// A value with one form on the wire.
///
/// The conforming struct repeats the specification's table: same rows, same order. Reading is one labelled initializer
/// call, so the compiler checks the order; writing is one line.
///
/// ```swift
/// /// TPMS_CLOCK_INFO — Part 2, 10.11.1
/// extension ClockInfo: Wire {
///     public init(from read: inout WireReader) throws(WireError) {
///         try self.init(clock: read(), resetCount: read(), restartCount: read(), safe: read())
///     }
///     public func write(to write: inout WireWriter) { write(clock, resetCount, restartCount, safe) }
/// }
/// ```
public protocol Wire {
    /// Reads the value at the reader's place. Leaves what follows it for the next field.
    init(from read: inout WireReader) throws(WireError)
    func write(to write: inout WireWriter)
}

extension Wire {
    /// Reads a value that must occupy all of `bytes`.
    @inlinable
    public init(_ bytes: [UInt8], order: ByteOrder = .big) throws(WireError) {
        var read = WireReader(bytes.span, order: order)
        let value = try Self(from: &read)
        try read.finish()
        self = value
    }

    /// The value's octets.
    @inlinable
    public func serialized(order: ByteOrder = .big) throws(WireError) -> [UInt8] {
        var write = WireWriter(order: order)
        self.write(to: &write)
        return try write.finish()
    }
}
