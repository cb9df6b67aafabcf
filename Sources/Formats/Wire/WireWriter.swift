/// Writes values one after another; the first one that does not fit its field is remembered and thrown by ``finish()``.
///
/// A length that does not fit its length field is an error, never a shorter buffer.
public struct WireWriter: ~Copyable {
    /// What has been written so far.
    public private(set) var bytes: [UInt8] = []
    public let order: ByteOrder
    private var failure: WireError?

    public init(order: ByteOrder = .big, reserving capacity: Int = 0) {
        self.order = order
        if capacity > 0 { bytes.reserveCapacity(capacity) }
    }

    @inlinable
    public mutating func callAsFunction(_ field: some Wire) { field.write(to: &self) }

    @inlinable
    public mutating func integer<T: FixedWidthInteger>(_ value: T) {
        for i in 0..<(T.bitWidth / 8) {
            let shift = order == .big ? T.bitWidth - 8 * (i + 1) : 8 * i
            append(UInt8(truncatingIfNeeded: value >> T(shift)))
        }
    }

    @usableFromInline
    mutating func append(_ octet: UInt8) { bytes.append(octet) }

    public mutating func append(_ more: [UInt8]) { bytes += more }

    /// Writes a count or length into a field of type `T`.
    @inlinable
    public mutating func count<T: FixedWidthInteger>(_ value: Int, as type: T.Type) {
        if T(exactly: value) == nil { fail(.tooLong) }
        integer(T(truncatingIfNeeded: value))
    }

    /// Writes what `body` writes, preceded by its size in octets as a `Size`.
    public mutating func sized<Size: FixedWidthInteger>(as type: Size.Type, _ body: (inout WireWriter) -> Void) {
        let start = bytes.count
        integer(Size(0))
        body(&self)
        let length = bytes.count - start - Size.bitWidth / 8
        guard let size = Size(exactly: length) else { return fail(.tooLong, at: start) }
        for i in 0..<(Size.bitWidth / 8) {
            let shift = order == .big ? Size.bitWidth - 8 * (i + 1) : 8 * i
            bytes[start + i] = UInt8(truncatingIfNeeded: size >> Size(shift))
        }
    }

    /// Remembers that a field could not be written; the first failure wins.
    public mutating func fail(_ reason: WireError.Reason, at offset: Int? = nil) {
        if failure == nil { failure = WireError(reason, at: offset ?? bytes.count) }
    }

    /// What was written, or the first failure.
    public consuming func finish() throws(WireError) -> [UInt8] {
        if let failure { throw failure }
        return bytes
    }
}
