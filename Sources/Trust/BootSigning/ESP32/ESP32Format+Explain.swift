internal import Digests
internal import ESP32
public import Model
internal import Wire

extension ESP32Format {
    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        let layout: ESP32Layout
        switch try ESP32Layout.read(image) {
        case .success(let read): layout = read
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "the image cannot be read as an ESP32 image: \(error.reason)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
        var explanation = ImageExplanation(format: name, regions: [], signatures: [], properties: properties(layout))
        let tail = try explainSector(image, layout, &explanation)
        explanation.regions = regions(image, layout, coveredBy: explanation.signatures.map(\.name)) + tail
        if layout.description != nil, layout.end % 0x1_0000 != 0 {
            explanation.notes.append(
                "the image does not end at 64 KiB: where flash is mapped in such pages, octets after it are visible "
                    + "that nobody signed (esptool elf2image --secure-pad-v2 fills the page)"
            )
        }
        return explanation
    }

    private static func properties(_ layout: ESP32Layout) -> [String: String] {
        let header = layout.header
        var properties = [
            "chip": header.chipName ?? "\(header.chip)",
            "entry": address(header.entryAddress),
            "least revision": "\(header.leastRevision / 100).\(header.leastRevision % 100)",
            "greatest revision": "\(header.greatestRevision / 100).\(header.greatestRevision % 100)",
        ]
        if let description = layout.description {
            properties["counter"] = "\(description.secureVersion)"
            properties["version"] = description.version
            properties["project"] = description.project
            properties["built"] = "\(description.date) \(description.time)"
            properties["framework"] = description.framework
        }
        return properties
    }

    /// What lies before the signature sector, or before the file's end.
    private static func regions(
        _ image: some OctetSource,
        _ layout: ESP32Layout,
        coveredBy names: [String]
    ) -> [ImageExplanation.Region] {
        var regions = [ImageExplanation.Region(0..<ESPImageHeader.size, "header", coveredBy: names)]
        for (number, segment) in layout.segments.enumerated() {
            let range = segment.range.lowerBound - ESPSegmentHeader.size..<segment.range.upperBound
            let meaning = "\(segment.range.count) octets for \(address(segment.header.loadAddress))"
            regions.append(.init(range, "segment \(number)", coveredBy: names, meaning: meaning))
        }
        let last = layout.segments.last?.range.upperBound ?? ESPImageHeader.size
        regions.append(.init(last..<layout.checksumOffset + 1, "checksum", coveredBy: names))
        if let hash = layout.hashRange {
            let meaning = "of what precedes; against corruption"
            regions.append(.init(hash, "appended SHA-256", coveredBy: names, meaning: meaning))
        }
        let end = min(layout.sectorOffset, image.count)
        if end > layout.end { regions.append(.init(layout.end..<end, "filling to 4 KiB", coveredBy: names)) }
        return regions
    }

    /// The sector's regions; adds its signatures, and what is wrong with it, to the explanation.
    private static func explainSector(
        _ image: some OctetSource,
        _ layout: ESP32Layout,
        _ explanation: inout ImageExplanation
    ) throws(BedplateError) -> [ImageExplanation.Region] {
        guard image.count > layout.sectorOffset else {
            explanation.notes.append("the image is not signed")
            return []
        }
        guard image.count >= layout.sectorEnd else {
            explanation.notes.append("the signature sector is cut off")
            return [.init(layout.sectorOffset..<image.count, "part of a signature sector")]
        }
        var regions: [ImageExplanation.Region] = []
        let octets = try image.octets(in: layout.sectorOffset..<layout.sectorEnd)
        do throws(ESPSignatureFault) {
            let sector = try ESPSignatureSector(octets)
            var start = layout.sectorOffset
            for (number, block) in sector.blocks.enumerated() {
                let digest: [UInt8]
                do { digest = try block.key.fuseDigest } catch { digest = [] }
                let name = "block \(number)"
                explanation.signatures.append(
                    .init(name: name, scheme: block.scheme.rawValue, key: Hexadecimal.encode(digest))
                )
                let meaning = "the image's digest, the key (bound by its fused digest), the signature, a CRC-32"
                regions.append(.init(start..<start + ESPSignatureBlock.size, name, meaning: meaning))
                start += ESPSignatureBlock.size
            }
            regions.append(.init(start..<layout.sectorEnd, "filling of the signature sector", meaning: "0xFF"))
        } catch {
            explanation.notes.append("the signature sector cannot be read: \(error)")
            regions = [.init(layout.sectorOffset..<layout.sectorEnd, "signature sector")]
        }
        if image.count > layout.sectorEnd {
            regions.append(.init(layout.sectorEnd..<image.count, "octets after the signature sector"))
            explanation.notes.append("nothing may follow the signature sector")
        }
        return regions
    }

    private static func address(_ value: UInt32) -> String {
        "0x" + Hexadecimal.encode((0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
    }
}
