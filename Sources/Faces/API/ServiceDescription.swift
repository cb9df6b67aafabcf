public import struct Foundation.Data

/// `GET /v1/service` — who answers, and the public keys that what it signs is checked with.
///
/// A verifier pins these once, over a way that it trusts; asking the service again proves nothing.
public struct ServiceDescription: Codable, Sendable {
    public var version: String
    /// Verifies the EAR.
    public var resultKey: JSONWebKey
    /// The certificate of the CA that certifies attestation keys, DER.
    public var issuer: Data
    /// Verifies the ledger's checkpoints: `<name>+<id>+<base64>` (C2SP signed-note).
    public var ledgerKey: String

    public init(version: String, resultKey: JSONWebKey, issuer: Data, ledgerKey: String) {
        self.version = version
        self.resultKey = resultKey
        self.issuer = issuer
        self.ledgerKey = ledgerKey
    }
}

/// A public EC key — RFC 7517, 4; RFC 7518, 6.2.1. Coordinates in base64url without padding.
public struct JSONWebKey: Codable, Hashable, Sendable {
    public var kty: String
    public var crv: String
    public var alg: String
    public var use: String
    public var x: String
    public var y: String

    public init(
        kty: String = "EC",
        crv: String = "P-256",
        alg: String = "ES256",
        use: String = "sig",
        x: String,
        y: String
    ) {
        self.kty = kty
        self.crv = crv
        self.alg = alg
        self.use = use
        self.x = x
        self.y = y
    }
}
