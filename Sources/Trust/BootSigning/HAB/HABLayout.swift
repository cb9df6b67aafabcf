internal import HAB
internal import Model
internal import PKIX

/// Where everything of a HAB image lies in its file; offsets are octets from the vector table, with which it begins.
struct HABLayout {
    /// A certificate of the image.
    struct Key {
        var place: Range<Int>
        var certificate: Certificate
    }

    /// A signature of the image, the slot of its key, and what it covers.
    struct Signed {
        var place: Range<Int>
        var slot: Int
        var signature: HABSignature
        var ranges: [Range<Int>]
    }

    /// The command sequence with the data of its commands.
    struct Sequence {
        /// Of the commands, which the sequence's own signature covers.
        var range: Range<Int>
        var commands: [HABCommand]
        /// Where each command stands.
        var places: [Int]
        var rootIndex: Int
        var table: HABRootKeyTable
        var tablePlace: Range<Int>
        /// By slot: 1 for the commands, 2 to 4 for images. Empty with fast authentication, where the SRK signs all.
        var keys: [Int: Key] = [:]
        /// That of the commands first.
        var signatures: [Signed] = []

        var isFast: Bool { keys[1] == nil }
        var root: HABRootKey { table.keys[rootIndex] }

        /// Commands and data, in order.
        var pieces: [Range<Int>] {
            ([range, tablePlace] + keys.values.map(\.place) + signatures.map(\.place)).sorted {
                $0.lowerBound < $1.lowerBound
            }
        }
    }

    var vectors: HABVectorTable
    var bootData: HABBootData
    var bootDataPlace: Range<Int>
    var configurationPlace: Range<Int>?
    var entry: Int
    /// Where the image ends: what the boot data let the ROM load.
    var end: Int
    /// Nil for an image that is not signed.
    var sequence: Sequence?

    /// Where the part that signatures must cover ends.
    var bodyEnd: Int { sequence?.range.lowerBound ?? end }

    /// What the boot ROM uses of the body by itself, by name.
    var used: [(name: String, range: Range<Int>)] {
        var used = [("vector table", 0..<HABVectorTable.size), ("boot data", bootDataPlace)]
        if let configurationPlace { used.append(("device configuration", configurationPlace)) }
        return used + [("entry point", entry..<entry + 1)]
    }

    /// The ranges of the body that an image's signature covers, in order; they do not overlap.
    var covered: [Range<Int>] {
        (sequence?.signatures.dropFirst().flatMap(\.ranges) ?? []).sorted { $0.lowerBound < $1.lowerBound }
    }

    /// What is left of `whole` without the ranges, which are in order.
    static func gaps(in whole: Range<Int>, without ranges: [Range<Int>]) -> [Range<Int>] {
        var (gaps, place) = ([Range<Int>](), whole.lowerBound)
        for range in ranges + [whole.upperBound..<whole.upperBound] {
            if place < range.lowerBound { gaps.append(place..<range.lowerBound) }
            place = max(place, range.upperBound)
        }
        return gaps
    }
}
