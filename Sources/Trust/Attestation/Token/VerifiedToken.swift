public import PSAToken

/// What a PSA token proved. Exists only when every check of ``TokenVerifier`` held.
public struct VerifiedToken: Sendable {
    public let claims: PSAToken

    init(claims: PSAToken) { self.claims = claims }
}
