public import Model

/// What the verifier concluded about a device: tier, vector, and every finding.
public struct AttestationResult: Hashable, Sendable {
    public var tier: TrustTier
    public var vector: TrustVector
    public var judgement: Judgement
    /// The PCR values that a verified quote proved; nil when it proved nothing.
    public var verified: PCRValues?
    /// The layers that a verified token and chain proved; nil when they proved nothing.
    public var layers: VerifiedLayers?
    public var clock: DeviceClock?

    /// Whether the evidence proved what the device booted.
    public var isVerified: Bool { verified != nil || layers != nil }

    public init(
        tier: TrustTier,
        vector: TrustVector,
        judgement: Judgement,
        verified: PCRValues? = nil,
        layers: VerifiedLayers? = nil,
        clock: DeviceClock? = nil
    ) {
        self.tier = tier
        self.vector = vector
        self.judgement = judgement
        self.verified = verified
        self.layers = layers
        self.clock = clock
    }
}
