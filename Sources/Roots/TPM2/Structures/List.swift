public import Wire

/// TPML_* — Part 2, 10.9: a 32-bit count, then the elements.
public struct List<Element: Wire> {
    public var elements: [Element]
    public init(_ elements: [Element] = []) { self.elements = elements }

    /// The most elements that any TPML may have here. A response is at most 4,096 octets, an element at least 2.
    public static var limit: Int { 2048 }
}

extension List: Equatable where Element: Equatable {}
extension List: Hashable where Element: Hashable {}
extension List: Sendable where Element: Sendable {}

extension List: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        let count: UInt32 = try read()
        guard count <= UInt32(Self.limit) else { throw WireError(.tooLong, at: at) }
        self.init(try read.list(Int(count), atMost: Self.limit))
    }

    public func write(to write: inout WireWriter) {
        write.count(elements.count, as: UInt32.self)
        for element in elements { element.write(to: &write) }
    }
}
