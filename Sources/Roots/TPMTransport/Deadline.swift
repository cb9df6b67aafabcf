internal import Glibc

/// A moment after which an exchange with a TPM has failed. Every wait of one exchange shares it, so that an answer
/// which trickles in octet by octet gains no time.
struct Deadline {
    private let end: ContinuousClock.Instant

    init(after timeout: Duration) { end = .now + max(timeout, .zero) }

    var hasPassed: Bool { .now >= end }

    /// What is left, in milliseconds and rounded up, as poll(2) takes it.
    var milliseconds: Int32 {
        let left = max(end - .now, .zero).components
        let whole = left.seconds.multipliedReportingOverflow(by: 1000)
        if whole.overflow { return Int32.max }
        return Int32(clamping: whole.partialValue + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }

    /// Sleeps for the duration, or until the deadline when that is sooner.
    func sleep(_ duration: Duration) {
        let left = min(max(end - .now, .zero), duration).components
        // usleep takes less than a second at a time on some systems; nothing here waits longer than that.
        usleep(UInt32(clamping: left.seconds * 1_000_000 + left.attoseconds / 1_000_000_000_000))
    }
}
