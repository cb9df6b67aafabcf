public import Model

public import struct Foundation.Data

/// A key by the name that people give it. Holds no secret.
public struct KeyEntry: Hashable, Sendable, Codable {
    public var name: String
    /// As ``KeyReference`` reads it.
    public var reference: String
    public var purpose: KeyPurpose
    public var algorithm: SigningPublicKey.Algorithm
    /// DER, in base 64: the key that must be found at the reference.
    public var publicKey: Data
    /// As it was when the key was made or taken in.
    public var home: KeyHome

    public init(name: String, reference: KeyReference, purpose: KeyPurpose, _ signer: any Signer) {
        self.name = name
        self.reference = reference.description
        self.purpose = purpose
        algorithm = signer.publicKey.algorithm
        publicKey = Data(signer.publicKey.subjectPublicKeyInfo)
        home = signer.home
    }

    public var signingPublicKey: SigningPublicKey {
        SigningPublicKey(algorithm: algorithm, subjectPublicKeyInfo: [UInt8](publicKey))
    }
}
