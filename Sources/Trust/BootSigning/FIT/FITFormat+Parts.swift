internal import DeviceTree
internal import FIT
public import Model

extension FITFormat {
    /// Every image's data, as they are stored: what is compressed stays so.
    public static func parts(_ image: some OctetSource) throws(BedplateError) -> [ImagePart] {
        let fit = try flattenedImageTree(image)
        return fit.images.map { entry in
            let node = fit.tree.node(entry.path)
            let said = ["type", "arch", "os", "compression"].compactMap { node?.property($0)?.string }
            return ImagePart(entry.name, entry.data, meaning: said.isEmpty ? nil : said.joined(separator: ", "))
        }
    }

    /// - Throws: ``BedplateError/Code/malformed`` with the place for what is no FIT.
    static func flattenedImageTree(_ image: some OctetSource) throws(BedplateError) -> FlattenedImageTree {
        let tree: DeviceTree
        switch try image.deviceTree() {
        case .success(let read): tree = read
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "no device tree: \(error.reason.rawValue)",
                location: "byte \(error.offset)"
            )
        }
        do { return try FlattenedImageTree(tree, count: image.count) } catch {
            throw BedplateError(.malformed, "no FIT: \(error.reason.rawValue)", location: "byte \(error.offset)")
        }
    }
}
