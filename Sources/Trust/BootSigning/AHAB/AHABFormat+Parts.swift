internal import AHAB
public import Model

extension AHABFormat {
    /// Every image of every container, as `container-1-image-0`.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        let layout: AHABLayout
        switch try AHABLayout.read(image) {
        case .success(let read): layout = read
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "the image cannot be read as AHAB containers: \(error.reason.rawValue)",
                location: "byte \(error.offset)"
            )
        }
        return layout.images.map { part in
            let address = String(layout.entries[part.entry].container.images[part.index].loadAddress, radix: 16)
            return ImagePart("container-\(part.entry)-image-\(part.index)", part.range, meaning: "for 0x\(address)")
        }
    }
}
