internal import ESP32
public import Model
internal import Wire

extension ESP32Format {
    /// The image that esptool made, without what was filled in for the signature and the signature; and its segments.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        let layout: ESP32Layout
        switch try ESP32Layout.read(image) {
        case .success(let read): layout = read
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "the image cannot be read as an ESP32 image: \(error.reason)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
        let segments = layout.segments.enumerated().map { number, segment in
            let address = String(segment.header.loadAddress, radix: 16)
            return ImagePart("segment-\(number)", segment.range, meaning: "for 0x\(address)")
        }
        return [ImagePart("app", 0..<layout.end, meaning: "the unsigned image", isPayload: true)] + segments
    }
}
