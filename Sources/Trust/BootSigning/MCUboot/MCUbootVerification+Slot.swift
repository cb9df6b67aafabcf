internal import MCUboot
internal import Model

extension MCUbootVerification {
    /// Behind the image: nothing, or erased flash, at its end perhaps a trailer that a signer wrote.
    ///
    /// A boot loader believes the trailer without a signature; it decides when to swap, never what is valid. Anything else
    /// there is refused: no signer writes it.
    mutating func checkSlot() throws(BedplateError) {
        let rest = image.end..<source.count
        guard !rest.isEmpty else { return }
        let claim = "behind the image there is only erased flash and a trailer"
        var fill = rest.upperBound
        var okPlace: Int?
        if rest.count >= MCUbootTrailer.magicSize {
            let magic = try source.octets(in: (rest.upperBound - MCUbootTrailer.magicSize)..<rest.upperBound)
            if let alignment = MCUbootTrailer.largestAlignment(magic: magic) {
                fill -= MCUbootTrailer.magicSize
                let place = rest.upperBound - MCUbootTrailer.okDistance(alignment)
                // image_ok lies in the slot's erased part, behind at least one erased octet that says what erased means.
                guard place > rest.lowerBound else {
                    check(false, .imageExcess, claim, at: rest.lowerBound)
                    return
                }
                okPlace = place
            }
        }
        let erased = try source.octets(in: rest.lowerBound..<(rest.lowerBound + 1))[0]
        guard erased == 0xFF || erased == 0x00 else {
            check(false, .imageExcess, claim, at: rest.lowerBound)
            return
        }
        var start = rest.lowerBound
        var stranger: Int?
        var isConfirmed = false
        try source.forEachChunk(in: rest.lowerBound..<fill) { (chunk) throws(BedplateError) in
            defer { start += chunk.count }
            guard stranger == nil, chunk != [UInt8](repeating: erased, count: chunk.count) else { return }
            for (place, octet) in chunk.enumerated() where octet != erased {
                guard start + place == okPlace, octet == 0x01 else {
                    stranger = start + place
                    return
                }
                isConfirmed = true
            }
        }
        guard check(stranger == nil, .imageExcess, claim, at: stranger) else { return }
        let trailer = okPlace == nil ? "no trailer" : isConfirmed ? "a trailer, confirmed" : "a trailer"
        note(
            .mcubootSlot,
            "\(rest.count) octets of slot that no signature covers, with \(trailer)",
            at: rest.lowerBound
        )
    }
}
