public import OpenDICE
public import PKIX

/// What a chain of DICE certificates proved. Exists only when every check of ``DICEChainVerifier`` held.
public struct VerifiedChain: Sendable {
    /// One measured layer.
    public struct Layer: Hashable, Sendable {
        public let input: OpenDICEInput
        public let configuration: OpenDICEConfiguration
    }

    /// From the first that was measured on.
    public let layers: [Layer]
    /// Of the last layer: what its application signs with.
    public let applicationKey: PublicKeyInfo
    /// Of the last layer: what secrets are sealed to; nil when no certificate of one was given.
    public let encapsulationKey: PublicKeyInfo?

    init(layers: [Layer], applicationKey: PublicKeyInfo, encapsulationKey: PublicKeyInfo?) {
        self.layers = layers
        self.applicationKey = applicationKey
        self.encapsulationKey = encapsulationKey
    }
}
