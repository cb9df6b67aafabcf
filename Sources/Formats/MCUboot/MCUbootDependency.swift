public import Wire

/// struct image_dependency — bootutil/image.h: another image of the device must be at least of this version.
public struct MCUbootDependency: Hashable, Sendable {
    public var image: UInt8
    public var least: MCUbootVersion

    public init(image: UInt8, least: MCUbootVersion) {
        self.image = image
        self.least = least
    }
}

extension MCUbootDependency: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let image: UInt8 = try read()
        let at = read.offset
        // _pad1 (in newer versions: how versions are compared) and _pad2.
        guard try read.bytes(3) == [0, 0, 0] else { throw WireError(.badValue, at: at) }
        self.init(image: image, least: try read())
    }

    public func write(to write: inout WireWriter) {
        write(image, UInt8(0), UInt16(0), least)
    }
}

extension MCUbootDependency: CustomStringConvertible {
    public var description: String { "image \(image) at least \(least)" }
}
