internal import AHAB
internal import Model

/// The containers at the beginning of an AHAB image, one every 1 KiB, and where their images lie.
struct AHABLayout {
    struct Entry {
        /// Octets from the beginning of the file.
        var start: Int
        var container: AHABContainer

        var range: Range<Int> { start..<start + container.count }

        func image(_ index: Int) -> Range<Int> {
            let offset = start + Int(container.images[index].offset)
            return offset..<offset + Int(container.images[index].count)
        }

        /// Where the entry of an image stands.
        func entry(_ index: Int) -> Int { start + AHABContainer.headerSize + index * AHABImageEntry.size }
    }

    var entries: [Entry] = []
    /// What neither a container nor an image is made of, in order.
    var gaps: [Range<Int>] = []
    /// All images with octets, in order.
    var images: [(range: Range<Int>, entry: Int, index: Int)] = []

    /// Places where a boot loader looks for a container.
    static let limit = 4

    /// Where the first image begins: everything before it belongs to containers.
    func headerEnd(_ count: Int) -> Int { images.first?.range.lowerBound ?? count }

    /// Reads the layout; a fault, counted from the beginning of the file, for what no boot loader could follow.
    static func read(_ image: some OctetSource) throws(BedplateError) -> Result<AHABLayout, AHABFault> {
        var layout = AHABLayout()
        var start = 0
        while layout.entries.count < limit {
            let head = try image.octets(
                in: min(start, image.count)..<min(start + AHABContainer.headerSize, image.count)
            )
            guard let count = AHABContainer.count(ofHeader: head) else { break }
            guard start + count <= image.count else { return .failure(AHABFault(.truncated, at: start + 1)) }
            let octets = try image.octets(in: start..<start + count)
            do throws(AHABFault) {
                layout.entries.append(Entry(start: start, container: try AHABContainer(octets)))
            } catch {
                return .failure(AHABFault(error.reason, at: start + error.offset))
            }
            // A container that is longer than the space up to the next is the last one.
            guard count <= AHABContainer.spacing else { break }
            start += AHABContainer.spacing
        }
        guard let last = layout.entries.last else { return .failure(AHABFault(.tag, at: 0)) }
        for (number, entry) in layout.entries.enumerated() {
            for index in entry.container.images.indices {
                let range = entry.image(index)
                guard range.lowerBound >= last.range.upperBound, range.upperBound <= image.count else {
                    return .failure(AHABFault(.imagePlace, at: entry.entry(index)))
                }
                if !range.isEmpty { layout.images.append((range, number, index)) }
            }
        }
        layout.images.sort { $0.range.lowerBound < $1.range.lowerBound }
        for (one, next) in zip(layout.images, layout.images.dropFirst()) where next.range.overlaps(one.range) {
            return .failure(AHABFault(.imagePlace, at: layout.entries[next.entry].entry(next.index)))
        }
        var place = 0
        for range in layout.entries.map(\.range) + layout.images.map(\.range) + [image.count..<image.count] {
            if place < range.lowerBound { layout.gaps.append(place..<range.lowerBound) }
            place = range.upperBound
        }
        return .success(layout)
    }
}
