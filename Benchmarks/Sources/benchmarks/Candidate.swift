/// Something to time: does its operation `count` times.
struct Candidate {
    var name: String
    var run: (_ count: Int) async throws -> Void

    init(_ name: String, _ run: @escaping (_ count: Int) async throws -> Void) {
        self.name = name
        self.run = run
    }

    /// Seconds that `count` operations take.
    func time(_ count: Int) async throws -> Double {
        let start = ContinuousClock.now
        try await run(count)
        return (ContinuousClock.now - start).seconds
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// A measured operation that did not do what it must: a benchmark of refusals would be fast and worthless.
struct WrongOutcome: Error {
    var what: String
    init(_ what: String) { self.what = what }
}
