/// A private key that signs, wherever it lives.
public protocol Signer: Sendable {
    var publicKey: SigningPublicKey { get }
    var home: KeyHome { get }

    /// Signs the message (not its digest) with the key's one algorithm.
    ///
    /// - Returns: ECDSA: r ‖ s, each padded to the field size (IEEE P1363); Ed25519: 64 octets (RFC 8032).
    func sign(_ message: [UInt8]) async throws -> [UInt8]
}
