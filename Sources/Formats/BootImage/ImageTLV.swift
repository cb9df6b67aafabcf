/// struct image_tlv — bootutil/image.h, as it lies in the image.
struct ImageTLV {
    var type: UInt16
    /// Where its value is in the image.
    var value: Range<Int>

    /// Octets of type and length.
    static var headerSize: Int { 4 }
}
