public import Wire

/// TPM2B_<structure> — a 16-bit size, then the structure, which must fill exactly that size.
public struct Sized<Body: Wire> {
    public var body: Body
    public init(_ body: Body) { self.body = body }
}

extension Sized: Equatable where Body: Equatable {}
extension Sized: Hashable where Body: Hashable {}
extension Sized: Sendable where Body: Sendable {}

extension Sized: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let size: UInt16 = try read()
        self.init(
            try read.sized(Int(size)) { (part: inout WireReader) throws(WireError) -> Body in try Body(from: &part) }
        )
    }

    public func write(to write: inout WireWriter) {
        write.sized(as: UInt16.self) { body.write(to: &$0) }
    }
}
