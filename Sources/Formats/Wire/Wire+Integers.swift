// All of it inlinable: a field's type is known where the structure is read, in another module, and the generic code
// costs ten times what the field does.
extension Wire where Self: FixedWidthInteger {
    @inlinable
    public init(from read: inout WireReader) throws(WireError) { self = try read.integer() }
    @inlinable
    public func write(to write: inout WireWriter) { write.integer(self) }
}

extension UInt8: Wire {}
extension UInt16: Wire {}
extension UInt32: Wire {}
extension UInt64: Wire {}

/// A value whose raw value is what travels. A closed enumeration refuses the values it does not name.
extension Wire where Self: RawRepresentable, RawValue: FixedWidthInteger {
    @inlinable
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        guard let value = Self(rawValue: try read.integer()) else { throw WireError(.badValue, at: at) }
        self = value
    }

    @inlinable
    public func write(to write: inout WireWriter) { write.integer(rawValue) }
}

/// One octet, 0 or 1; every other value is refused (TPMI_YES_NO — Part 2, 9.2).
extension Bool: Wire {
    @inlinable
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        switch try read.integer(UInt8.self) {
        case 0: self = false
        case 1: self = true
        default: throw WireError(.badValue, at: at)
        }
    }

    @inlinable
    public func write(to write: inout WireWriter) { write.integer(self ? 1 : 0 as UInt8) }
}
