/// Which trials are made: all of them, or some that a seed chooses.
public struct FaultSample: Hashable, Codable, Sendable {
    /// Trials of each build; nil for all.
    public var count: Int?
    public var seed: UInt64

    public init(count: Int? = nil, seed: UInt64 = 1) {
        self.count = count
        self.seed = seed
    }

    /// The numbers to try of one plan, ascending: as many of each fault, and of these four fifths where the image is judged. A
    /// uniform choice would hardly ever strike there: it is a twentieth of what runs.
    ///
    /// - Parameter share: how many plans share ``count``.
    func numbers(of plan: FaultPlan, share: Int, salt: String) -> [Int] {
        guard let count else { return Array(0..<plan.count) }
        var random = SplitMix(state: salt.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
        var chosen: Set<Int> = []
        for (model, isJudging) in FaultModel.allCases.flatMap({ [($0, true), ($0, false)] }) {
            let stratum = plan.numbers(model, isJudging: isJudging)
            let size = stratum.reduce(0) { $0 + $1.count }
            let wanted = max(1, count * (isJudging ? 4 : 1) / (5 * share * FaultModel.allCases.count))
            guard wanted < size else {
                chosen.formUnion(stratum.joined())
                continue
            }
            var places: Set<Int> = []
            while places.count < wanted { places.insert(Int(random.next() % UInt64(size))) }
            chosen.formUnion(Self.elements(of: stratum, at: places.sorted()))
        }
        return chosen.sorted()
    }

    /// - Parameter places: ascending, in the ranges one after another.
    private static func elements(of ranges: [Range<Int>], at places: [Int]) -> [Int] {
        var elements: [Int] = []
        var (number, before) = (0, 0)
        for place in places {
            while place - before >= ranges[number].count {
                before += ranges[number].count
                number += 1
            }
            elements.append(ranges[number].lowerBound + place - before)
        }
        return elements
    }

    /// SplitMix64 — Steele, Lea and Flood, 2014: the same numbers everywhere.
    private struct SplitMix {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }
}
