public import Digests
public import Model

/// What a quote must show to be believed. Nothing here has a permissive default.
public struct QuoteExpectation: Sendable {
    /// The qualifying data that the verifier chose. Not empty: a quote without a nonce proves no time.
    public var nonce: [UInt8]
    /// The PCRs that will be appraised: each must be in the signed selection.
    public var pcrs: [HashAlgorithm: [Int]]
    /// The clock of the last quote that was accepted from this device; nil for the first.
    public var previous: DeviceClock?
    /// Whether evidence that rests on SHA-1 alone is acceptable, because a policy names it.
    public var allowsSHA1: Bool

    public init(
        nonce: [UInt8],
        pcrs: [HashAlgorithm: [Int]],
        previous: DeviceClock?,
        allowsSHA1: Bool = false
    ) {
        self.nonce = nonce
        self.pcrs = pcrs
        self.previous = previous
        self.allowsSHA1 = allowsSHA1
    }
}
