public import SoC

/// How a boot went, as its console told it.
public struct SoCBoot: Sendable {
    /// What came last.
    public enum Outcome: String, Sendable {
        /// The application serves requests.
        case running
        /// The ROM waits for a station.
        case provisioning
        /// The ROM waits for an image over the console; or firmware that came so waits for slots to be written.
        case recovery
        /// The device halted, or reset itself: in the emulator both are the end of this boot.
        case ended
        /// The time was over before.
        case silent
    }

    public var outcome: Outcome = .silent
    public var reports: [BootReport] = []

    /// Which slot's application was started; nil when none was.
    public var slot: Slot? {
        let started = reports.last { $0.code == .applicationStarted }
        return started.flatMap { Slot(rawValue: UInt8(truncatingIfNeeded: $0.detail)) }
    }

    /// What the reports say of how it ended.
    public var reason: String { reports.last?.sentence ?? "the device said nothing" }

    mutating func take(_ line: String) {
        if let report = BootReport(line) {
            reports.append(report)
            if report.isLast { outcome = .ended }
            if report.code == .recoveryWaiting { outcome = .recovery }
            if report.code == .provisioning { outcome = .provisioning }
        }
        if line == "A:ready" { outcome = .running }
        if line == "R:ready" { outcome = .recovery }
    }
}

extension SoCPower {
    /// Follows a boot until it is known how it went.
    ///
    /// - Parameters:
    ///   - time: a machine that has nothing else to do takes less than two seconds; the limit is for one that has.
    ///   - line: told every line of the console, and while nothing comes nil, a few times a second.
    public func boot(
        within time: Duration = .seconds(120),
        _ line: (String?) throws -> Void = { _ in }
    ) throws -> SoCBoot {
        let end = ContinuousClock.now + time
        var boot = SoCBoot()
        while boot.outcome == .silent, ContinuousClock.now < end {
            let text = try console.line(within: min(.milliseconds(100), end - ContinuousClock.now))
            try line(text)
            if let text {
                boot.take(text)
            } else if console.hasEnded {
                boot.outcome = .ended
            }
        }
        return boot
    }
}
