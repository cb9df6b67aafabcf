internal import HAB
public import Model
internal import PKIX
internal import Wire

extension HABFormat {
    public static func explain(_ image: some OctetSource) throws(BedplateError) -> ImageExplanation {
        let layout: HABLayout
        switch try HABLayout.read(image) {
        case .success(let read): layout = read
        case .failure(let fault): throw unreadable(fault)
        }
        var explanation = ImageExplanation(format: name, regions: [], signatures: [])
        explanation.properties["address"] = hexadecimal(layout.vectors.address)
        explanation.properties["entry point"] = hexadecimal(layout.vectors.entry)
        explanation.properties["loaded from"] = hexadecimal(layout.bootData.start)
        explanation.properties["loaded octets"] = "\(layout.bootData.count)"
        if layout.bootData.isPlugin { explanation.notes.append("the image is a plug-in") }
        let before = Int(layout.vectors.address) - Int(layout.bootData.start)
        if before > 0 {
            explanation.notes.append(
                "\(before) octets of the medium before the image are loaded too, and never covered"
            )
        }
        if let sequence = layout.sequence {
            try explain(sequence, &explanation)
        } else {
            explanation.notes.append("the image is not signed")
        }
        explanation.regions += body(layout)
        let pieces = layout.sequence?.pieces ?? []
        for gap in HABLayout.gaps(in: layout.bodyEnd..<image.count, without: pieces) {
            explanation.regions.append(.init(gap, "filling", meaning: "0x00 or 0xFF only"))
        }
        explanation.regions.sort { $0.offset < $1.offset }
        return explanation
    }

    private static func hexadecimal(_ address: UInt32) -> String { "0x" + String(address, radix: 16) }

    /// The name of a signature by its number: that of the commands is the first.
    private static func title(_ number: Int) -> String {
        number == 0 ? "CSF" : number == 1 ? "image" : "image \(number)"
    }

    private static func explain(
        _ sequence: HABLayout.Sequence,
        _ explanation: inout ImageExplanation
    ) throws(BedplateError) {
        explanation.properties["SRK"] = "\(sequence.rootIndex)"
        explanation.properties["SRK hash"] = Hexadecimal.encode(try sequence.table.fuseDigest)
        explanation.properties["authentication"] =
            sequence.isFast ? "fast, by the SRK" : "by keys that the SRK certified"
        explanation.regions += [
            .init(sequence.range, "commands", coveredBy: [title(0)]),
            .init(sequence.tablePlace, "SRK table", meaning: "its hash is fused"),
        ]
        for (slot, key) in sequence.keys {
            let signature = "certificate of slot \(slot)"
            explanation.signatures.append(
                .init(name: signature, scheme: scheme(sequence.root), key: "SRK \(sequence.rootIndex)")
            )
            explanation.regions.append(
                .init(key.place, signature, coveredBy: [signature], meaning: "\(key.certificate)")
            )
        }
        for (number, signed) in sequence.signatures.enumerated() {
            let key = sequence.keys[signed.slot]?.certificate
            let info = key.map { "\($0.publicKey)" } ?? scheme(sequence.root)
            explanation.signatures.append(
                .init(
                    name: title(number),
                    scheme: key == nil ? info : "\(info) with sha256",
                    key: key.map { "\($0)" } ?? "SRK \(sequence.rootIndex)"
                )
            )
            explanation.regions.append(.init(signed.place, "signature of \(title(number))"))
        }
        explanation.signatures.sort { $0.name < $1.name }
        for case .unlock(let engine, let features, _) in sequence.commands {
            explanation.notes.append("asks the device to leave \(engine) unlocked, by a mask of \(features)")
        }
    }

    private static func scheme(_ root: HABRootKey) -> String {
        if case .key(let info, _) = root { "\(info) with sha256" } else { "unknown" }
    }

    /// The image itself: cut where what the ROM uses by itself, or what a signature covers, begins and ends.
    private static func body(_ layout: HABLayout) -> [ImageExplanation.Region] {
        let parts = layout.used.dropLast()
        let signatures = layout.sequence?.signatures.dropFirst() ?? []
        var cuts: Set<Int> = [0, layout.bodyEnd]
        for range in parts.map(\.range) + layout.covered { cuts.formUnion([range.lowerBound, range.upperBound]) }
        let places = cuts.filter { (0...layout.bodyEnd).contains($0) }.sorted()
        return zip(places, places.dropFirst()).map { start, end in
            let covering = signatures.enumerated().filter { $0.element.ranges.contains { $0.contains(start) } }
            let name = parts.first { $0.range.contains(start) }?.name
            let isFilling = covering.isEmpty && layout.sequence != nil && name == nil
            return .init(
                start..<end,
                name ?? (isFilling ? "filling" : "image"),
                coveredBy: covering.map { title($0.offset + 1) },
                meaning: isFilling ? "0x00 or 0xFF only" : nil
            )
        }
    }
}
