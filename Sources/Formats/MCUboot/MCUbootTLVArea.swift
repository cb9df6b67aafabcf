public import Wire

/// struct image_tlv_info and the entries behind it — bootutil/image.h, tlv.c.
///
/// Stricter than the boot loader's iterator: the last entry must end exactly where the area does.
public struct MCUbootTLVArea: Hashable, Sendable {
    public enum Kind: UInt16, Sendable, Wire {
        /// IMAGE_TLV_INFO_MAGIC
        case unprotected = 0x6907
        /// IMAGE_TLV_PROT_INFO_MAGIC: the hash covers the area.
        case protected = 0x6908
    }

    public var kind: Kind
    public var entries: [MCUbootTLV]
    /// Octets from the beginning of the image; 0 for an area that is yet to be written.
    public var offset: Int

    /// Octets of the magic and the size.
    public static let infoSize = 4
    /// The largest area: its size is a UInt16 that includes itself.
    public static let sizeLimit = 0xFFFF
    /// The most entries that are read in an area. Real images have fewer than twenty.
    public static let entryLimit = 256

    public init(_ kind: Kind, _ entries: [MCUbootTLV] = [], offset: Int = 0) {
        self.kind = kind
        self.entries = entries
        self.offset = offset
    }

    /// Octets of the whole area.
    public var size: Int { entries.reduce(Self.infoSize) { $0 + $1.size } }
    public var range: Range<Int> { offset..<(offset + size) }

    public func all(_ type: MCUbootTLVType) -> [MCUbootTLV] { entries.filter { $0.type == type } }
    public func first(_ type: MCUbootTLVType) -> MCUbootTLV? { entries.first { $0.type == type } }
}

extension MCUbootTLVArea: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let offset = read.offset
        let kind: Kind = try read()
        let total: UInt16 = try read()
        guard Int(total) >= Self.infoSize else { throw WireError(.badValue, at: offset + 2) }
        let entries = try read.sized(Int(total) - Self.infoSize) { (part) throws(WireError) -> [MCUbootTLV] in
            var entries: [MCUbootTLV] = []
            while part.remaining > 0 {
                guard entries.count < Self.entryLimit else { throw WireError(.tooLong, at: part.offset) }
                entries.append(try part())
            }
            return entries
        }
        self.init(kind, entries, offset: offset)
    }

    public func write(to write: inout WireWriter) {
        write(kind)
        write.count(size, as: UInt16.self)
        for entry in entries { write(entry) }
    }
}
