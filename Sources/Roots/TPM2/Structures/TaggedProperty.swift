public import Wire

/// TPMS_TAGGED_PROPERTY — Part 2, 10.8.2.
public struct TaggedProperty: Hashable, Sendable {
    public var property: Property
    public var value: UInt32

    public init(property: Property, value: UInt32) {
        self.property = property
        self.value = value
    }
}

extension TaggedProperty: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(property: read(), value: read()) }
    public func write(to write: inout WireWriter) { write(property, value) }
}
