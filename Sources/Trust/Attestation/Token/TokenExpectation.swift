public import CBOR
public import PKIX
public import PSAToken

/// What a PSA token must show to be believed.
public struct TokenExpectation: Sendable {
    /// What the verifier chose; 32, 48 or 64 octets.
    public var nonce: [UInt8]
    /// The instance's key, as it was endorsed: never one that came with the token.
    public var key: PublicKeyInfo
    /// Of the hardware's design; nil where the key's endorsement settles it.
    public var implementation: [UInt8]?
    /// The states in which a device is believed. One in which it can be debugged is for whoever names it.
    public var lifecycles: Set<PSALifecycle.State>
    /// How far closed a device must be; nil does not look. The lifecycle's lower octet is the implementation's own: that of
    /// the reference device is its debug status (RFC 9711, 4.2.9).
    public var debug: Set<ComponentPolicy.DebugStatus>?
    public var profiles: Set<PSAToken.Profile>
    /// Deviations from deterministic encoding that are tolerated, and reported.
    public var leniency: CBORLeniency

    public init(
        nonce: [UInt8],
        key: PublicKeyInfo,
        implementation: [UInt8]? = nil,
        lifecycles: Set<PSALifecycle.State> = [.secured],
        debug: Set<ComponentPolicy.DebugStatus>? = nil,
        profiles: Set<PSAToken.Profile> = [.rfc9783],
        leniency: CBORLeniency = []
    ) {
        self.nonce = nonce
        self.key = key
        self.implementation = implementation
        self.lifecycles = lifecycles
        self.debug = debug
        self.profiles = profiles
        self.leniency = leniency
    }
}
