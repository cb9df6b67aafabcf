/// How long each phase of a request took, for the `Server-Timing` header and the log: our own time, not the TPM's.
struct PhaseClock {
    private(set) var phases: [(name: String, duration: Duration)] = []
    private var last = ContinuousClock.now

    /// Ends the phase that began with the last call, or with the clock.
    mutating func end(_ name: String) {
        let now = ContinuousClock.now
        phases.append((name, now - last))
        last = now
    }

    /// `Server-Timing` — W3C Server Timing, 2: milliseconds.
    var header: String {
        phases.map { "\($0.name);dur=\(Self.milliseconds($0.duration))" }.joined(separator: ", ")
    }

    /// To the microsecond.
    static func milliseconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let microseconds = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
        let fraction = String(microseconds % 1000)
        return "\(microseconds / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
