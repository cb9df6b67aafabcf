public import Model

extension Finding.Code {
    // A PSA attestation token.
    public static let tokenStructure = Self("token.structure")
    public static let tokenAlgorithm = Self("token.algorithm")
    public static let tokenSignature = Self("token.signature")
    public static let tokenClaims = Self("token.claims")
    public static let tokenNonce = Self("token.nonce")
    public static let tokenInstance = Self("token.instance")
    public static let tokenImplementation = Self("token.implementation")
    public static let tokenLifecycle = Self("token.lifecycle")
    /// The encoding deviates from the deterministic one as most devices' does.
    public static let tokenLeniency = Self("token.leniency")
}
