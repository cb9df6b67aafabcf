public import Model

/// What the verifier concluded about a device: tier, vector, and every finding.
public struct AttestationResult: Hashable, Sendable {
    public var tier: TrustTier
    public var vector: TrustVector
    public var judgement: Judgement
    /// The PCR values that a verified quote proved; nil when it proved nothing.
    public var verified: PCRValues?
    public var clock: DeviceClock?

    public init(
        tier: TrustTier,
        vector: TrustVector,
        judgement: Judgement,
        verified: PCRValues? = nil,
        clock: DeviceClock? = nil
    ) {
        self.tier = tier
        self.vector = vector
        self.judgement = judgement
        self.verified = verified
        self.clock = clock
    }
}
