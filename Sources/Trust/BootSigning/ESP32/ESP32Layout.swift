internal import ESP32
internal import Model
internal import Wire

/// Where the parts of an ESP32 image lie, as the chip's boot loader walks them: from the header, segment by segment, to
/// the checksum and the appended hash. The signature sector begins at the next multiple of 4 KiB, and nowhere else.
///
/// Load addresses are not checked: which are allowed depends on the chip and its boot loader.
struct ESP32Layout {
    struct Segment {
        var header: ESPSegmentHeader
        var range: Range<Int>
    }

    var header: ESPImageHeader
    var segments: [Segment] = []
    /// The exclusive or of the segments' octets, from 0xEF.
    var checksumOffset = 0
    /// The SHA-256 of everything before it.
    var hashRange: Range<Int>?
    var description: ESPAppDescription?

    /// Octets that the header speaks of.
    var end: Int { hashRange?.upperBound ?? checksumOffset + 1 }
    /// Where the chip looks for the signature sector, and up to where the signatures go.
    var sectorOffset: Int { (end + 4095) / 4096 * 4096 }
    var sectorEnd: Int { sectorOffset + ESPSignatureSector.size }

    /// Reads the layout; a `WireError` for an image that no chip could follow.
    static func read(_ image: some OctetSource) throws(BedplateError) -> Result<ESP32Layout, WireError> {
        let start = try image.prefix(ESPImageHeader.size)
        var layout: ESP32Layout
        do throws(WireError) { layout = ESP32Layout(header: try ESPImageHeader(start, order: .little)) } catch {
            return .failure(error)
        }
        var place = ESPImageHeader.size
        for _ in 0..<layout.header.segmentCount {
            let octets = try image.octets(in: place..<min(place + ESPSegmentHeader.size, image.count))
            let header: ESPSegmentHeader
            do throws(WireError) { header = try ESPSegmentHeader(octets, order: .little) } catch {
                return .failure(WireError(error.reason, at: place + error.offset))
            }
            let data = place + ESPSegmentHeader.size
            let next = data + Int(header.count)
            guard next <= image.count else { return .failure(WireError(.truncated, at: place + 4)) }
            layout.segments.append(Segment(header: header, range: data..<next))
            place = next
        }
        // At least one octet, the last of sixteen.
        layout.checksumOffset = place / 16 * 16 + 15
        if layout.header.hasAppendedHash {
            layout.hashRange = (layout.checksumOffset + 1)..<(layout.checksumOffset + 33)
        }
        guard layout.end <= image.count else { return .failure(WireError(.truncated, at: image.count)) }
        if let first = layout.segments.first?.range, first.count >= ESPAppDescription.size {
            let octets = try image.octets(in: first.lowerBound..<first.lowerBound + ESPAppDescription.size)
            layout.description = ESPAppDescription(octets)
        }
        return .success(layout)
    }
}
