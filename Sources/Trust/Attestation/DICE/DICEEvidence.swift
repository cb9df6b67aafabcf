/// A device's DICE certificates as they came: claims until ``DICEChainVerifier`` was asked.
public struct DICEEvidence: Hashable, Sendable {
    /// The certificate of the unique secret's key, then one for each measured layer.
    public var layers: [[UInt8]]
    /// Of the last layer's application key.
    public var application: [UInt8]
    /// Of the last layer's key that secrets are sealed to.
    public var encapsulation: [UInt8]?

    public init(layers: [[UInt8]], application: [UInt8], encapsulation: [UInt8]? = nil) {
        self.layers = layers
        self.application = application
        self.encapsulation = encapsulation
    }

    /// The most layers that are measured, and looked at.
    public static let layerLimit = 8
}
