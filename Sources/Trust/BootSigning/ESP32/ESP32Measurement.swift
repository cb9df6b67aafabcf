internal import Digests
internal import ESP32
internal import Model

/// Everything that is computed over an ESP32 image's octets, in one pass.
struct ESP32Measurement {
    /// Of everything before the signature sector.
    let digest: MessageDigest
    /// Of the segments.
    let checksum: UInt8
    /// What the appended SHA-256 must be; nil where there is none.
    let appended: [UInt8]?

    /// - Parameter each: takes the octets before the signature sector, one part after another; what the image lacks up
    ///   to there is 0xFF.
    init(
        _ image: some OctetSource,
        _ layout: ESP32Layout,
        _ scheme: ESPScheme,
        each: (_ chunk: [UInt8]) throws(BedplateError) -> Void = { (_) throws(BedplateError) in }
    ) throws(BedplateError) {
        var hasher: MessageHasher
        // A scheme of another hash needs the appended SHA-256 beside it.
        var second: MessageHasher?
        do {
            hasher = try MessageHasher(scheme.hash)
            second = scheme.hash == .sha256 || layout.hashRange == nil ? nil : try MessageHasher(.sha256)
        } catch {
            throw BedplateError(.malformed, "\(scheme.hash) is no hash of an ESP32 image")
        }
        var checksum: UInt8 = 0xEF
        var place = 0
        func take(_ end: Int, isSegment: Bool = false) throws(BedplateError) {
            try image.forEachChunk(in: place..<end) { (chunk) throws(BedplateError) in
                hasher.update(chunk)
                second?.update(chunk)
                if isSegment { checksum ^= Self.folded(chunk) }
                try each(chunk)
            }
            place = end
        }
        for segment in layout.segments {
            try take(segment.range.lowerBound)
            try take(segment.range.upperBound, isSegment: true)
        }
        var appended: [UInt8]?
        if let hash = layout.hashRange {
            try take(hash.lowerBound)
            appended = (second ?? hasher).finalize().octets
            second = nil
        }
        try take(min(layout.sectorOffset, image.count))
        if place < layout.sectorOffset {
            let filling = [UInt8](repeating: 0xFF, count: layout.sectorOffset - place)
            hasher.update(filling)
            try each(filling)
        }
        digest = hasher.finalize()
        self.checksum = checksum
        self.appended = appended
    }

    /// On its own, so that the loop runs over a local and many octets at once: it must not cost what hashing costs.
    private static func folded(_ octets: [UInt8]) -> UInt8 {
        var sum: UInt8 = 0
        for octet in octets { sum ^= octet }
        return sum
    }
}
