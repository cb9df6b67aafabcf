public import Wire

/// TPMT_TK_CREATION, TPMT_TK_VERIFIED, TPMT_TK_AUTH, TPMT_TK_HASHCHECK — Part 2, 10.7: all have these fields.
public struct Ticket: Hashable, Sendable {
    public var tag: StructureTag
    public var hierarchy: Handle
    public var digest: Buffer

    public init(tag: StructureTag, hierarchy: Handle, digest: Buffer) {
        self.tag = tag
        self.hierarchy = hierarchy
        self.digest = digest
    }
}

extension Ticket: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(tag: read(), hierarchy: read(), digest: read())
    }

    public func write(to write: inout WireWriter) { write(tag, hierarchy, digest) }
}
