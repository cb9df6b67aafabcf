internal import HAB
internal import Model

extension HABSigning {
    /// The image as it will be signed: everything up to the commands.
    func prepared<Source: OctetSource>(_ image: Source) throws(BedplateError) -> HABPatchedSource<Source> {
        let layout: HABLayout
        switch try Self.unsigned(image) {
        case .success(let read): layout = read
        case .failure(let fault): throw HABFormat.unreadable(fault)
        }
        let before = Int(layout.vectors.address) - Int(layout.bootData.start)
        var vectors = layout.vectors
        var bootData = layout.bootData
        let start: Int
        if vectors.commandSequence != 0 {
            start = Int(vectors.commandSequence) - Int(vectors.address)
        } else {
            start = (before + layout.end + 1 + 0xFFF) / 0x1000 * 0x1000 - before
        }
        guard layout.used.allSatisfy({ $0.range.upperBound <= start }) else {
            throw HABFormat.unreadable(HABFault(.address, at: 24))
        }
        // What follows the image, or stands where the commands go and is none, would be lost.
        var replaced: [Range<Int>] = []
        if let sequence = (try? HABLayout.read(image).get())?.sequence { replaced = sequence.pieces }
        let rest = min(image.count, min(start, layout.end))..<image.count
        for gap in HABLayout.gaps(in: rest, without: replaced.filter { $0.overlaps(rest) }) {
            guard let place = try image.content(ofGap: gap) else { continue }
            throw BedplateError(
                .conflict,
                "something stands behind the image, or where its commands belong",
                location: "byte \(place)"
            )
        }
        let end = max(layout.end, start + room)
        guard let address = UInt32(exactly: start + Int(vectors.address)),
            let count = UInt32(exactly: end + before),
            Int(bootData.start) + Int(count) <= 1 << 32
        else {
            throw BedplateError(.malformed, "the image does not fit below 4 GiB")
        }
        vectors.commandSequence = address
        bootData.count = count
        return HABPatchedSource(
            base: image,
            kept: min(start, image.count),
            patches: [(0, vectors.octets), (layout.bootDataPlace.lowerBound, bootData.octets)],
            count: start,
            room: end - start
        )
    }

    /// Reads an image whose commands are not looked at, and may be missing with the octets that the boot data count for
    /// them.
    private static func unsigned(_ image: some OctetSource) throws(BedplateError) -> Result<HABLayout, HABFault> {
        let head = try image.prefix(HABVectorTable.size)
        guard var vectors = try? HABVectorTable(head) else { return try HABLayout.read(image) }
        let place = Int(vectors.bootData) - Int(vectors.address)
        guard place >= HABVectorTable.size, place <= image.count - HABBootData.size,
            let bootData = try? HABBootData(try image.octets(in: place..<place + HABBootData.size)),
            bootData.start <= vectors.address
        else { return try HABLayout.read(image) }
        let end = Int(bootData.start) + Int(bootData.count) - Int(vectors.address)
        if vectors.commandSequence != 0 {
            let start = Int(vectors.commandSequence) - Int(vectors.address)
            // The body must be there; commands are made anew.
            guard start >= place + HABBootData.size, start < end else {
                return .failure(HABFault(.address, at: 24))
            }
        }
        let sequence = vectors.commandSequence
        vectors.commandSequence = 0
        let bare = HABPatchedSource(
            base: image,
            kept: image.count,
            patches: [(0, vectors.octets)],
            count: max(image.count, min(end, image.count + HABCommandSequence.areaLimit)),
            room: 0
        )
        return try HABLayout.read(bare).map { layout in
            var layout = layout
            layout.vectors.commandSequence = sequence
            return layout
        }
    }
}
