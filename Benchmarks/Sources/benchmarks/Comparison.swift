/// Times candidates against each other in one run: A B C, A B C, and so on, so that what disturbs the machine disturbs
/// all of them alike. Figures are medians over the rounds; a ratio is the median of the rounds' own ratios.
struct Comparison {
    var rounds = 301
    /// How long one candidate runs in one round: short, so that neighbours in a round see the same machine, and that
    /// most slices fit between two interruptions.
    var slice = Duration.milliseconds(4)

    /// What was measured of one candidate.
    struct Timing {
        var name: String
        /// Per operation, one for each round.
        var seconds: [Double]
        var median: Double { seconds.median }

        /// How many times as fast this is as `other`: 1 for equal, 0.5 for half the throughput.
        func speed(against other: Timing) -> Double { zip(seconds, other.seconds).map { $1 / $0 }.median }
    }

    func callAsFunction(_ candidates: [Candidate]) async throws -> [Timing] {
        var counts: [Int] = []
        for candidate in candidates { counts.append(try await calibrate(candidate)) }
        var timings = candidates.map { Timing(name: $0.name, seconds: []) }
        for _ in 0..<rounds {
            for (index, candidate) in candidates.enumerated() {
                timings[index].seconds.append(try await candidate.time(counts[index]) / Double(counts[index]))
            }
        }
        return timings
    }

    /// Operations that fill a slice, by the fastest of three trials: one that was interrupted would say too few, and a
    /// slice of few operations would measure cold caches.
    private func calibrate(_ candidate: Candidate) async throws -> Int {
        var count = 1
        while true {
            var seconds = Double.infinity
            for _ in 0..<3 { seconds = min(seconds, try await candidate.time(count)) }
            if seconds >= slice.seconds / 4 { return max(1, Int(Double(count) * slice.seconds / seconds)) }
            count *= 2
        }
    }
}

extension [Double] {
    /// The middle one; of two, the upper.
    var median: Double { isEmpty ? .nan : sorted()[count / 2] }
}
