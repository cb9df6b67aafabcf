public import Digests

/// A private key that signs, wherever it lives.
public protocol Signer: Sendable {
    var publicKey: SigningPublicKey { get }
    var home: KeyHome { get }

    /// Signs with a scheme that fits the key; a digest must be of the scheme's hash.
    ///
    /// - Returns: the signature in the scheme's form: ECDSA as DER or r ‖ s, RSA as long as the modulus, Ed25519 64 octets.
    /// - Throws: ``BedplateError`` with code ``BedplateError/Code/unsupportedScheme`` when the key has no such scheme, or
    ///   when a scheme that has no hash of its own to take is given a digest.
    func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8]
}

extension Signer {
    /// Signs the message (not its digest) as keys of this kind usually do: see ``SigningPublicKey/Algorithm/scheme``.
    public func sign(_ message: [UInt8]) async throws -> [UInt8] {
        try await sign(.message(message), publicKey.algorithm.scheme)
    }
}

/// What is signed.
public enum SigningInput: Sendable {
    case message([UInt8])
    /// The digest of a message that is too long to be held.
    case digest(MessageDigest)
}

extension BedplateError.Code {
    /// The key cannot sign in the way that was asked for.
    public static let unsupportedScheme = Self("unsupported-scheme")
}
