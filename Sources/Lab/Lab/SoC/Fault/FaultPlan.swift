/// Every trial of one image in one build, numbered: by fault, stretch, address, occurrence and way.
struct FaultPlan: Sendable {
    /// A place and its execution; each of its ways is a trial.
    private struct Point {
        var trial: FaultTrial
        /// The number of its first way.
        var first: Int
    }

    private var points: [Point] = []
    private(set) var count = 0

    init(_ image: FaultImage, _ rom: ROMText, _ traces: [FaultWindow: FaultTrace]) {
        for model in FaultModel.allCases {
            for window in FaultWindow.allCases {
                let counts = traces[window]?.counts ?? [:]
                for address in counts.keys.sorted() {
                    append(image, model, window, address, most: counts[address] ?? 0, rom)
                }
            }
        }
    }

    private mutating func append(
        _ image: FaultImage,
        _ model: FaultModel,
        _ window: FaultWindow,
        _ address: UInt32,
        most: Int,
        _ rom: ROMText
    ) {
        let isDecision = Self.decides(rom.symbol(at: address))
        let variants = model.variants(of: rom.instruction(at: address))
        guard variants > 0, model != .flip || isDecision else { return }
        // The self-test is long, and what it shares with the rest is struck there.
        let occurrences = min(most, window == .start ? 1 : model.occurrences)
        for occurrence in 1...max(occurrences, 1) {
            let trial = FaultTrial(
                image: image,
                model: model,
                window: window,
                address: address,
                occurrence: occurrence,
                variant: 0,
                isDecision: isDecision
            )
            points.append(Point(trial: trial, first: count))
            count += variants
        }
    }

    /// - Parameter number: below ``count``.
    subscript(number: Int) -> FaultTrial {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].first <= number { low = middle + 1 } else { high = middle }
        }
        var trial = points[low - 1].trial
        trial.variant = number - points[low - 1].first
        return trial
    }

    /// The numbers of a fault, where the image is judged or elsewhere.
    func numbers(_ model: FaultModel, isJudging: Bool) -> [Range<Int>] {
        points.indices.compactMap { place in
            let point = points[place]
            guard point.trial.model == model, point.trial.isJudging == isJudging else { return nil }
            return point.first..<(place + 1 < points.count ? points[place + 1].first : count)
        }
    }

    /// Whether a function decides: those of the flow and of the image's verification, and comparisons. Arithmetic, hashes,
    /// UARTs, frames and what the runtime needs do not.
    static func decides(_ symbol: String) -> Bool {
        if symbol.contains("8DecisionV") || symbol.hasPrefix("boot_") { return true }
        guard symbol.hasPrefix("$e9BootImage") || symbol.hasPrefix("$e7BootROM") else { return false }
        return !["4UARTV", "11FrameReader", "11FrameWriter", "13ConsoleReport", "6MemoryO", "13WorkingMemory"].contains
        {
            symbol.contains($0)
        }
    }
}
