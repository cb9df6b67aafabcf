public import Wire

/// struct image_tlv — bootutil/image.h: type, length and value of one entry.
public struct MCUbootTLV: Hashable, Sendable {
    public var type: MCUbootTLVType
    /// At most 65535 octets.
    public var value: [UInt8]
    /// Octets from the beginning of the image to the entry's type; 0 for one that is yet to be written.
    public var offset: Int

    public init(_ type: MCUbootTLVType, _ value: [UInt8], offset: Int = 0) {
        self.type = type
        self.value = value
        self.offset = offset
    }

    /// Octets of type and length.
    public static let headerSize = 4

    /// Octets of the whole entry.
    public var size: Int { Self.headerSize + value.count }
    /// The entry's octets in the image.
    public var range: Range<Int> { offset..<(offset + size) }
    public var valueRange: Range<Int> { (offset + Self.headerSize)..<(offset + size) }
}

extension MCUbootTLV: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let offset = read.offset
        let type: MCUbootTLVType = try read()
        let length: UInt16 = try read()
        self.init(type, try read.bytes(Int(length)), offset: offset)
    }

    public func write(to write: inout WireWriter) {
        write(type)
        write.count(value.count, as: UInt16.self)
        write.append(value)
    }
}
