internal import AHAB
internal import Digests
public import Model
internal import Wire

extension AHABFormat {
    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        let layout: AHABLayout
        switch try AHABLayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault):
            throw BedplateError(
                .malformed,
                "the image cannot be read as an AHAB image: \(fault.reason.rawValue)",
                cause: fault,
                location: "byte \(fault.offset)"
            )
        }
        var explanation = ImageExplanation(format: name, regions: [], signatures: [])
        for (number, entry) in layout.entries.enumerated() {
            let container = entry.container
            let title = "container \(number)"
            explanation.properties["\(title) counter"] = "\(container.fuseVersion)"
            explanation.properties["\(title) version"] = "\(container.softwareVersion)"
            explanation.properties["\(title) owner"] = container.owner.map { "\($0)" } ?? "unknown"
            guard let signature = container.signature else {
                explanation.notes.append("\(title) is not signed")
                explanation.regions.append(.init(entry.range, title))
                continue
            }
            let root = signature.keys[container.keyIndex]
            explanation.properties["\(title) SRK"] = "\(container.keyIndex)"
            explanation.signatures.append(
                .init(
                    name: title,
                    scheme: "\(root.info) with \(root.hash)",
                    key: Hexadecimal.encode(try signature.fuseDigest)
                )
            )
            let end = entry.start + container.signedCount
            explanation.regions.append(
                .init(entry.start..<end, title, coveredBy: [title], meaning: "and the SRK table")
            )
            explanation.regions.append(.init(end..<entry.range.upperBound, "signature of \(title)"))
            if container.revocations != 0 {
                explanation.notes.append(
                    "\(title) asks the device to revoke SRKs, by a mask of \(container.revocations)"
                )
            }
        }
        for (range, number, index) in layout.images {
            let container = layout.entries[number].container
            let covered = container.signature == nil ? [] : ["container \(number)"]
            let meaning = "\(range.count) octets for 0x\(String(container.images[index].loadAddress, radix: 16))"
            let title = "image \(index) of container \(number)"
            explanation.regions.append(.init(range, title, coveredBy: covered, meaning: meaning))
        }
        for gap in layout.gaps { explanation.regions.append(.init(gap, "filling", meaning: "0x00 or 0xFF only")) }
        explanation.regions.sort { $0.offset < $1.offset }
        return explanation
    }
}
