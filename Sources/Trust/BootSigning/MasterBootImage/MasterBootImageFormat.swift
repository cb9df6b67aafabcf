internal import MasterBootImage
public import Model

/// Signed master boot images of NXP's MCX N54x and N94x: the application with a header in its vector table, a certificate
/// block of version 2.1, a manifest with a checksum, and an ECDSA signature over everything before it. Plain images and
/// those with a checksum only are refused, as are those of chips whose manifest has a digest.
public enum MasterBootImageFormat: BootFormat {
    public static let name = "mbi"

    /// A vector table has no mark: the header must be consistent, and both marks must stand where it leads to.
    public static func recognises(_ image: some OctetSource) throws(BedplateError) -> Bool {
        guard let header = try? MBIHeader(try image.prefix(MBIHeader.size)), header.imageCount <= image.count else {
            return false
        }
        let (start, end) = (Int(header.blockOffset), Int(header.imageCount))
        let head = try image.octets(in: start..<min(start + MBICertificateBlock.headerSize, end))
        guard let count = MBICertificateBlock.count(ofHeader: head), count <= end - start - 4 else { return false }
        return try image.octets(in: start + count..<start + count + 4) == Array("imgm".utf8)
    }
}
