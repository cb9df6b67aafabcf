internal import Wire

extension TableOfContents {
    /// Reads a table strictly: every image lies inside the package and behind the table, none is empty, none overlaps
    /// another, no UUID stands twice, and what is reserved is zero.
    ///
    /// What lies between the images is not read here.
    ///
    /// - Parameters:
    ///   - prefix: the beginning of the package: at least the first ``sizeLimit`` octets, or all of a smaller one.
    ///   - packageSize: octets of the whole package.
    public init(_ prefix: [UInt8], ofPackage packageSize: Int) throws(TableError) {
        var read = WireReader(prefix.span, order: .little)
        do {
            guard try read.integer(UInt32.self) == Self.magic else { throw TableError(.notPackage, at: 0) }
            serialNumber = try read.integer()
            let flags: UInt64 = try read.integer()
            guard serialNumber != 0 else { throw TableError(.zeroSerialNumber, at: 4) }
            guard flags & ~0xFFFF_0000_0000 == 0 else { throw TableError(.reservedFlags, at: 8) }
            platformFlags = UInt16(truncatingIfNeeded: flags >> 32)
            entries = []
            self.packageSize = packageSize
            while try readEntry(&read) {}
        } catch let error as TableError {
            throw error
        } catch {
            throw TableError(.truncated, at: read.offset)
        }
        try checkPlaces()
    }

    /// Reads one row; false when it was the last.
    private mutating func readEntry(_ read: inout WireReader) throws -> Bool {
        let at = read.offset
        let octets = try read.bytes(ImageUUID.size)
        let (offset, size, flags): (UInt64, UInt64, UInt64) = try (read.integer(), read.integer(), read.integer())
        guard let uuid = ImageUUID(octets: octets) else { throw TableError(.truncated, at: at) }
        guard uuid != .null else {
            guard size == 0, flags == 0 else { throw TableError(.reservedFlags, at: at + 24) }
            guard offset == UInt64(packageSize) else { throw TableError(.packageSize, at: at + 16) }
            guard !entries.isEmpty else { throw TableError(.noImages, at: at) }
            return false
        }
        guard entries.count < Self.entryLimit else { throw TableError(.tooManyImages, at: at) }
        guard !entries.contains(where: { $0.uuid == uuid }) else { throw TableError(.duplicateImage, at: at) }
        guard flags == 0 else { throw TableError(.reservedFlags, at: at + 32) }
        guard size != 0 else { throw TableError(.emptyImage, at: at + 24) }
        let (end, wraps) = offset.addingReportingOverflow(size)
        guard !wraps, end <= UInt64(packageSize) else { throw TableError(.outsidePackage, at: at + 16) }
        entries.append(Entry(uuid: uuid, offset: Int(offset), count: Int(size)))
        return true
    }

    /// Images lie behind the table, and apart.
    private func checkPlaces() throws(TableError) {
        let placed = entries.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
        var (end, isTable) = (count, true)
        for (place, entry) in placed {
            guard entry.offset >= end else {
                throw TableError(isTable ? .insideTable : .overlap, at: Self.offset(ofEntry: place) + 16)
            }
            (end, isTable) = (entry.range.upperBound, false)
        }
    }

    /// The ranges that no image and not the table takes, in order: padding, if all of it is zero.
    public var gaps: [Range<Int>] {
        var gaps: [Range<Int>] = []
        var end = count
        for entry in entries.sorted(by: { $0.offset < $1.offset }) {
            if entry.offset > end { gaps.append(end..<entry.offset) }
            end = max(end, entry.range.upperBound)
        }
        if packageSize > end { gaps.append(end..<packageSize) }
        return gaps
    }
}
