extension Public {
    /// The scheme that an RSA or elliptic-curve key is bound to; null if it takes any, and for other keys.
    public var scheme: Scheme {
        switch key {
        case .rsa(let parameters, _): parameters.scheme
        case .ecc(let parameters, _): parameters.scheme
        default: .null
        }
    }

    /// The symmetric algorithm with which an RSA or elliptic-curve storage key protects its children and what is sent to
    /// it; null for other keys.
    public var symmetric: SymmetricDefinition {
        switch key {
        case .rsa(let parameters, _): parameters.symmetric
        case .ecc(let parameters, _): parameters.symmetric
        default: .null
        }
    }
}
