public import Wire

/// TPM2B_* of plain octets — Part 2, 10.4: a 16-bit size, then that many octets.
public struct Buffer: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// At most 65,535 octets; more is refused when written, never cut short.
    public var bytes: [UInt8]
    public init(_ bytes: [UInt8] = []) { self.bytes = bytes }
    public init(arrayLiteral elements: UInt8...) { bytes = elements }

    public var isEmpty: Bool { bytes.isEmpty }
}

extension Buffer: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let size: UInt16 = try read()
        self.init(try read.bytes(Int(size)))
    }

    public func write(to write: inout WireWriter) {
        write.count(bytes.count, as: UInt16.self)
        write.append(bytes)
    }
}
