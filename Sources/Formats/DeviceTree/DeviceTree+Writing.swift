extension DeviceTree {
    /// The tree's octets: header, reservations, structure, strings, free octets, without gaps. What was read in this
    /// layout, which dtc and libfdt write, and not edited, is written as it was, free octets as zeros.
    ///
    /// - Throws: `tooLong` when a length does not fit its field.
    public func pieces() throws(DeviceTreeError) -> [Piece] {
        var structure: [Piece] = []
        // Short pieces are joined: a tree has thousands.
        var joined: [UInt8] = []
        forEachToken { token in
            for piece in token.pieces {
                switch piece {
                case .octets(let octets): joined += octets
                case .stored:
                    structure += [.octets(joined), piece]
                    joined = []
                }
            }
        }
        structure.append(.octets(joined))
        let structureSize = structure.reduce(0) { $0 + $1.count }
        let structureStart = Self.headerSize + 16 * (reservations.count + 1)
        let total = structureStart + structureSize + strings.count + padding
        guard padding >= 0, let totalSize = UInt32(exactly: total) else { throw DeviceTreeError(.tooLong, at: 4) }
        var header: [UInt32] = [
            Self.magic, totalSize, UInt32(truncatingIfNeeded: structureStart),
            UInt32(truncatingIfNeeded: structureStart + structureSize), UInt32(truncatingIfNeeded: Self.headerSize),
        ]
        header += [Self.version, Self.lastCompatible, bootCPU]
        header += [UInt32(truncatingIfNeeded: strings.count), UInt32(truncatingIfNeeded: structureSize)]
        var head = header.flatMap(\.bigEndianOctets)
        for entry in reservations + [Reservation(address: 0, size: 0)] {
            head += entry.address.bigEndianOctets + entry.size.bigEndianOctets
        }
        return [.octets(head)] + structure + [.octets(strings), .octets([UInt8](repeating: 0, count: padding))]
    }

    /// The same as octets.
    ///
    /// - Throws: `tooLong` as well when a value was left where it was read.
    public func serialized() throws(DeviceTreeError) -> [UInt8] {
        var octets: [UInt8] = []
        for piece in try pieces() {
            guard case .octets(let more) = piece else { throw DeviceTreeError(.tooLong, at: 0) }
            octets += more
        }
        return octets
    }

    static let magic: UInt32 = 0xD00D_FEED
    static let version: UInt32 = 17
    static let lastCompatible: UInt32 = 16
    static let headerSize = 40
}
