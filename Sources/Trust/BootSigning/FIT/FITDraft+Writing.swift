internal import DeviceTree
internal import FIT
internal import Model

extension FITDraft {
    /// Writes the tree and, after it, the external data.
    mutating func write(
        _ source: some OctetSource,
        _ data: FITSigning.Data,
        to sink: inout some OctetSink
    ) throws(BedplateError) {
        switch data {
        case .unchanged: try writeUnchanged(source, to: &sink)
        case .external(let position): try writeExternal(source, position, to: &sink)
        }
    }

    private func writeUnchanged(_ source: some OctetSource, to sink: inout some OctetSink) throws(BedplateError) {
        let written = try writeTree(source, to: &sink)
        let external = fit.images.filter(\.isExternal)
        guard let first = external.map(\.data.lowerBound).min(), let last = external.map(\.data.upperBound).max(),
            let total = tree.layout?.totalSize
        else { return }
        let positioned = external.filter { tree.node($0.path)?.property("data-position") != nil }
        if positioned.isEmpty {
            // Offsets count from the tree's end, and move with it.
            try zeros(((written + 3) & ~3) - written, to: &sink)
            try sink.copy((total + 3) & ~3..<last, of: source)
        } else {
            guard positioned.count == external.count, written <= first else {
                throw BedplateError(
                    .conflict,
                    "the signed tree has \(written) octets, and data stand at \(first)",
                    hint: "build the FIT with a larger position"
                )
            }
            try zeros(first - written, to: &sink)
            try sink.copy(first..<last, of: source)
        }
    }

    /// Moves every image's data behind the tree, as `mkimage -E`: removed, offset set, size set.
    private mutating func writeExternal(
        _ source: some OctetSource,
        _ position: Int?,
        to sink: inout some OctetSink
    ) throws(BedplateError) {
        var place = 0
        for image in fit.images {
            guard let start = UInt32(exactly: place + (position ?? 0)), let size = UInt32(exactly: image.data.count)
            else {
                throw BedplateError(.malformed, "\(image.path) is too large for a FIT")
            }
            try edit { (tree) throws(DeviceTreeError) in
                for name in FlattenedImageTree.dataProperties { try tree.remove(name, at: image.path) }
                try tree.set(position == nil ? "data-offset" : "data-position", cells: start, at: image.path)
                try tree.set("data-size", cells: size, at: image.path)
            }
            place += (image.data.count + 3) & ~3
        }
        try pad()
        var written = try writeTree(source, to: &sink)
        if let position {
            guard written <= position else {
                throw BedplateError(.conflict, "the signed tree has \(written) octets, more than \(position)")
            }
            try zeros(position - written, to: &sink)
        }
        for image in fit.images {
            try sink.copy(image.data, of: source)
            written = image.data.count
            try zeros(((written + 3) & ~3) - written, to: &sink)
        }
    }

    /// No free octets but those that make the tree's size a multiple of four.
    private mutating func pad() throws(BedplateError) {
        setPadding(0)
        let count = try pieces().reduce(0) { $0 + $1.count }
        setPadding(((count + 3) & ~3) - count)
    }

    /// - Returns: octets.
    private func writeTree(_ source: some OctetSource, to sink: inout some OctetSink) throws(BedplateError) -> Int {
        var written = 0
        for piece in try pieces() {
            switch piece {
            case .octets(let octets): try sink.write(octets)
            case .stored(let range): try sink.copy(range, of: source)
            }
            written += piece.count
        }
        return written
    }

    private func pieces() throws(BedplateError) -> [DeviceTree.Piece] {
        do { return try tree.pieces() } catch {
            throw BedplateError(.malformed, "the FIT is too large", cause: error)
        }
    }

    private func zeros(_ count: Int, to sink: inout some OctetSink) throws(BedplateError) {
        var left = count
        while left > 0 {
            let part = min(left, 1 << 16)
            try sink.write([UInt8](repeating: 0, count: part))
            left -= part
        }
    }
}
