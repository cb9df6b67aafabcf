internal import Crypto
internal import Identity
internal import Ledger
internal import Model
internal import Release
internal import Wire

/// The keys that a service works with. Never printed.
struct ServiceKeys: Sendable {
    /// Certifies attestation keys.
    var authority: CertificateAuthority
    /// Signs results: ECDSA P-256.
    var result: any Signer
    /// Signs checkpoints: Ed25519.
    var ledger: any Signer
    /// Authenticates nonces: 32 octets.
    var nonce: [UInt8]
    /// Encrypts secrets at rest.
    var vault: SecretVault
    /// The operator's bearer token.
    var operatorToken: [UInt8]

    /// The ledger's name, unique in the world because the key is; each tenant's ledger has its own.
    func ledgerName(_ tenant: Tenant) -> String { Self.ledgerName(ledger.publicKey, tenant) }

    static func ledgerName(_ key: SigningPublicKey, _ tenant: Tenant) -> String {
        let name = "bedplate/" + fingerprint(key)
        return tenant == .default ? name : name + "/" + tenant.rawValue
    }

    /// What a verifier pins to check the tenant's checkpoints.
    func ledgerVerifierKey(_ tenant: Tenant) throws -> NoteVerifierKey {
        try NoteVerifierKey(name: ledgerName(tenant), publicKey: ledger.publicKey)
    }

    /// The first 8 octets of SHA-256 over the SubjectPublicKeyInfo.
    static func fingerprint(_ key: SigningPublicKey) -> String {
        Hexadecimal.encode([UInt8](SHA256.hash(data: key.subjectPublicKeyInfo).prefix(8)))
    }
}
