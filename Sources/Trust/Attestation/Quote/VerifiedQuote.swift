public import Model

/// What a quote proved. Exists only when every check of ``QuoteVerifier`` held.
public struct VerifiedQuote: Sendable {
    /// The values that the signed selection and digest cover, and no others.
    public let pcrs: PCRValues
    public let clock: DeviceClock

    init(pcrs: PCRValues, clock: DeviceClock) {
        self.pcrs = pcrs
        self.clock = clock
    }
}
