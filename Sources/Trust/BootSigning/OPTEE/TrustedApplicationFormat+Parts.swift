public import Model
internal import OPTEE
internal import Wire

extension TrustedApplicationFormat {
    /// The application behind the signed header.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        let header = try header(of: image)
        return [ImagePart("application", header.count..<image.count, meaning: "the ELF", isPayload: true)]
    }

    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no signed application.
    static func header(of image: some OctetSource) throws(BedplateError) -> SignedHeader {
        let prefix = try image.prefix(SignedHeader.sizeLimit)
        do { return try SignedHeader(prefix, ofImage: image.count) } catch {
            throw BedplateError(
                .malformed,
                "the signed header is refused: \(error.reason)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }
}
