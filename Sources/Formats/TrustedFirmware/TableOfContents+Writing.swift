internal import Wire

extension TableOfContents {
    /// The table of a package of these images, laid out as fiptool does: in the order given, each at the next multiple
    /// of `alignment`, the package's end too.
    ///
    /// - Throws: ``TableError`` for no images, an empty or duplicate one, the null UUID (as `duplicate-image`), too many,
    ///   or sizes that do not fit.
    public init(
        images: [(uuid: ImageUUID, count: Int)],
        alignment: Int = 1,
        platformFlags: UInt16 = 0
    ) throws(TableError) {
        guard !images.isEmpty else { throw TableError(.noImages, at: Self.headerSize) }
        guard images.count <= Self.entryLimit else {
            throw TableError(.tooManyImages, at: Self.offset(ofEntry: Self.entryLimit))
        }
        precondition(alignment > 0 && alignment.nonzeroBitCount == 1 && alignment <= 1 << 30, "a power of two")
        var place = Self.offset(ofEntry: images.count + 1)
        var entries: [Entry] = []
        var seen: Set<ImageUUID> = [.null]
        for (row, image) in images.enumerated() {
            let at = Self.offset(ofEntry: row)
            guard seen.insert(image.uuid).inserted else { throw TableError(.duplicateImage, at: at) }
            guard image.count > 0 else { throw TableError(.emptyImage, at: at + 24) }
            // Files of 2⁵⁶ octets do not exist; with that, no sum below can overflow.
            guard image.count < 1 << 56 else { throw TableError(.outsidePackage, at: at + 24) }
            place = Self.aligned(place, alignment)
            entries.append(Entry(uuid: image.uuid, offset: place, count: image.count))
            place += image.count
        }
        self.init(
            serialNumber: Self.usualSerialNumber,
            platformFlags: platformFlags,
            entries: entries,
            packageSize: Self.aligned(place, alignment)
        )
    }

    private static func aligned(_ place: Int, _ alignment: Int) -> Int { (place + alignment - 1) & ~(alignment - 1) }

    /// Header and table.
    public var serialized: [UInt8] {
        var write = WireWriter(order: .little, reserving: count)
        write.integer(Self.magic)
        write.integer(serialNumber)
        write.integer(UInt64(platformFlags) << 32)
        for entry in entries {
            write.append(entry.uuid.octets)
            write.integer(UInt64(entry.offset))
            write.integer(UInt64(entry.count))
            write.integer(UInt64(0))
        }
        write.append(ImageUUID.null.octets)
        write.integer(UInt64(packageSize))
        write.integer(UInt64(0))
        write.integer(UInt64(0))
        return write.bytes
    }
}
