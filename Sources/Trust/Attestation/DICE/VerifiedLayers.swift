public import PKIX

/// What a token and a chain of DICE certificates that agree proved of a boot.
public struct VerifiedLayers: Hashable, Sendable {
    /// A piece of software, as the root of trust measured it.
    public struct Component: Hashable, Sendable {
        /// measurement-type: what it is.
        public var name: String
        public var measurement: [UInt8]
        /// Digest of the key that signed it.
        public var signer: [UInt8]
        public var version: String
        public var securityVersion: UInt64
    }

    /// In the order in which they booted.
    public var components: [Component]
    public var bootSeed: [UInt8]
    /// The state that token and chain agree on, by its name in RFC 9783, 4.3.1: `secured`.
    public var lifecycle: String
    /// How far debugging is closed; nil where the policy does not say that the token tells.
    public var debug: ComponentPolicy.DebugStatus?
    /// What the layer that runs signs with.
    public var applicationKey: PublicKeyInfo
    /// What secrets are sealed to, so that this layer opens them; nil when the device showed none.
    public var encapsulationKey: PublicKeyInfo?
}
