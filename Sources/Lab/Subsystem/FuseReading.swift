internal import SoC

/// A region as its three copies have it.
struct FuseReading: Sendable {
    let fuse: Fuse
    /// ``Fuse/wordCount`` words of each copy.
    let copies: [[UInt32]]

    init(fuse: Fuse, copies: [[UInt32]]) {
        self.fuse = fuse
        self.copies = copies
    }

    /// - Parameter octets: all of ``StoragePart/fuses``.
    init(fuse: Fuse, in octets: [UInt8]) {
        self.init(
            fuse: fuse,
            copies: (0..<FuseLayout.copies).map { copy in
                let start = FuseLayout.offset(fuse, copy: copy)
                return LittleEndian.words(Array(octets[start..<start + fuse.wordCount * 4]))
            }
        )
    }

    /// The one value of the three copies, as ``Fuse/vote`` says.
    var words: [UInt32] {
        (0..<fuse.wordCount).map { place in
            let (a, b, c) = (copies[0][place], copies[1][place], copies[2][place])
            return switch fuse.vote {
            case .majority: a & b | a & c | b & c
            case .any: a | b | c
            }
        }
    }

    /// The words without the check word.
    var value: [UInt32] { fuse.hasCheck ? Array(words.dropLast()) : words }

    /// The same where only some copies are asked: of a block that lacks a defence.
    func believing(_ places: [Int]) -> FuseReading {
        let words = (0..<fuse.wordCount).map { place in places.reduce(UInt32.max) { $0 & copies[$1][place] } }
        return FuseReading(fuse: fuse, copies: [words, words, words])
    }

    /// Every bit that any copy has.
    var anyBits: [UInt32] { (0..<fuse.wordCount).map { copies[0][$0] | copies[1][$0] | copies[2][$0] } }

    enum Condition {
        /// No bit in any copy.
        case unburned
        case whole
        /// The check word does not hold.
        case broken
        /// Every bit of every copy.
        case destroyed
    }

    /// A region without a check word is always whole: each of its bits speaks for itself.
    var condition: Condition {
        guard fuse.hasCheck else { return .whole }
        if anyBits.allSatisfy({ $0 == 0 }) { return .unburned }
        if copies.allSatisfy({ $0.allSatisfy { $0 == .max } }) { return .destroyed }
        return words.last == Self.check(value) ? .whole : .broken
    }

    /// Whether its burning was interrupted.
    var isTorn: Bool { copies[0] != copies[1] || copies[0] != copies[2] || condition == .broken }

    /// The check word of a value.
    static func check(_ value: [UInt32]) -> UInt32 { FuseLayout.checksum(LittleEndian.octets(value)) }
}
