internal import SoC

/// Walks over the TLVs of an area without holding them. The last one must end exactly where the area does.
struct ImageTLVCursor {
    private(set) var place: Int
    let end: Int

    /// struct image_tlv_info — bootutil/image.h: magic and size.
    static var infoSize: Int { 4 }

    /// Enters the area that begins at `place`.
    ///
    /// - Parameters:
    ///   - size: octets that the header says it has; nil for the area of which the header says nothing.
    init(_ octets: Span<UInt8>, at place: Int, magic: UInt16, size: UInt16?) throws(ImageRefusal) {
        guard octets.count &- place >= Self.infoSize, octets.half(at: place) == magic else {
            throw ImageRefusal(.imageTLV)
        }
        let total = octets.half(at: place &+ 2)
        guard size == nil || size == total, Int(total) >= Self.infoSize, octets.count &- place >= Int(total) else {
            throw ImageRefusal(.imageTLV)
        }
        self.place = place &+ Self.infoSize
        end = place &+ Int(total)
    }

    /// The next entry; nil at the end.
    @inline(never)
    mutating func next(_ octets: Span<UInt8>) throws(ImageRefusal) -> ImageTLV? {
        if place == end { return nil }
        guard end &- place >= ImageTLV.headerSize else { throw ImageRefusal(.imageTLV) }
        let start = place &+ ImageTLV.headerSize
        let count = Int(octets.half(at: place &+ 2))
        guard end &- start >= count else { throw ImageRefusal(.imageTLV) }
        let entry = ImageTLV(type: octets.half(at: place), value: start..<(start &+ count))
        place = start &+ count
        return entry
    }
}
