public import Wire

/// TPMS_ECC_POINT — Part 2, 11.2.5.2: coordinates, big-endian; a TPM may leave leading zeros out.
public struct ECCPoint: Hashable, Sendable {
    public var x: Buffer
    public var y: Buffer

    public init(x: Buffer = [], y: Buffer = []) {
        self.x = x
        self.y = y
    }
}

extension ECCPoint: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(x: read(), y: read()) }
    public func write(to write: inout WireWriter) { write(x, y) }
}
