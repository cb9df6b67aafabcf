public import Model
public import TrustedFirmware

/// What a firmware image package shall hold, before it is written: to create one, or to change one.
public struct FirmwarePackageContent: Sendable {
    public struct Image: Sendable {
        public var uuid: ImageUUID
        public var source: any OctetSource

        public init(_ uuid: ImageUUID, _ source: any OctetSource) {
            self.uuid = uuid
            self.source = source
        }
    }

    /// No UUID stands twice.
    public private(set) var images: [Image] = []
    /// Octets; a power of two. Every image begins at a multiple of it.
    public var alignment: Int
    /// Bits 32 to 47 of the header's flags. Nothing protects them.
    public var platformFlags: UInt16

    public init(alignment: Int = 1, platformFlags: UInt16 = 0) {
        self.alignment = alignment
        self.platformFlags = platformFlags
    }

    /// Everything that a package holds; its octets are read when this is written.
    public init(of package: FirmwarePackage<some OctetSource>, alignment: Int = 1) {
        self.init(alignment: alignment, platformFlags: package.table.platformFlags)
        images = package.table.entries.map { Image($0.uuid, ImageRegion(of: package.source, $0.range)) }
    }

    public subscript(_ uuid: ImageUUID) -> (any OctetSource)? { images.first { $0.uuid == uuid }?.source }

    /// Adds the image, or replaces the one of that UUID.
    public mutating func set(_ uuid: ImageUUID, _ source: any OctetSource) {
        if let place = images.firstIndex(where: { $0.uuid == uuid }) {
            images[place].source = source
        } else {
            images.append(Image(uuid, source))
        }
    }

    /// Whether there was such an image.
    @discardableResult
    public mutating func remove(_ uuid: ImageUUID) -> Bool {
        let before = images.count
        images.removeAll { $0.uuid == uuid }
        return images.count < before
    }

    /// Writes the package, in parts, octet for octet as fiptool does: known images in its order, then the others.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` for what no package can hold, before anything is written.
    @discardableResult
    public func write(to sink: inout some OctetSink) throws(BedplateError) -> TableOfContents {
        guard (1...(1 << 30)).contains(alignment), alignment.nonzeroBitCount == 1 else {
            throw BedplateError(.malformed, "an alignment of \(alignment) is no power of two up to 2³⁰")
        }
        let images = ordered
        let table: TableOfContents
        do {
            table = try TableOfContents(
                images: images.map { ($0.uuid, $0.source.count) },
                alignment: alignment,
                platformFlags: platformFlags
            )
        } catch {
            throw BedplateError(.malformed, "there can be no such package: \(error.reason.rawValue)", cause: error)
        }
        try sink.write(table.serialized)
        var place = table.count
        for (image, entry) in zip(images, table.entries) {
            try sink.write([UInt8](repeating: 0, count: entry.offset - place))
            try sink.copy(0..<image.source.count, of: image.source)
            place = entry.range.upperBound
        }
        try sink.write([UInt8](repeating: 0, count: table.packageSize - place))
        return table
    }

    private var ordered: [Image] {
        let known = ImageUUID.all.compactMap { uuid in images.first { $0.uuid == uuid } }
        return known + images.filter { $0.uuid.name == nil }
    }
}
