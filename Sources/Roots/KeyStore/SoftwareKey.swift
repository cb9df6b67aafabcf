internal import Crypto
internal import Foundation
internal import Model
internal import PKIX
internal import SwiftASN1

/// A private key in this process's memory.
enum SoftwareKey: Sendable {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)

    init(_ algorithm: SigningPublicKey.Algorithm) {
        switch algorithm {
        case .ecdsaP256: self = .p256(.init())
        case .ecdsaP384: self = .p384(.init())
        case .ed25519: self = .ed25519(.init())
        }
    }

    /// Reads a DER PrivateKeyInfo (RFC 5208, 5); nil unless it is a key of one of these algorithms.
    init?(privateKeyInfo der: [UInt8]) {
        if let key = try? P256.Signing.PrivateKey(derRepresentation: der) {
            self = .p256(key)
        } else if let key = try? P384.Signing.PrivateKey(derRepresentation: der) {
            self = .p384(key)
        } else if der.count == Self.ed25519Prefix.count + 32, der.starts(with: Self.ed25519Prefix),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: der.suffix(32))
        {
            self = .ed25519(key)
        } else {
            return nil
        }
    }

    var privateKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): [UInt8](key.derRepresentation)
        case .p384(let key): [UInt8](key.derRepresentation)
        case .ed25519(let key): Self.ed25519Prefix + [UInt8](key.rawRepresentation)
        }
    }

    var publicKey: SigningPublicKey {
        switch self {
        case .p256(let key):
            SigningPublicKey(algorithm: .ecdsaP256, subjectPublicKeyInfo: [UInt8](key.publicKey.derRepresentation))
        case .p384(let key):
            SigningPublicKey(algorithm: .ecdsaP384, subjectPublicKeyInfo: [UInt8](key.publicKey.derRepresentation))
        case .ed25519(let key):
            SigningPublicKey(
                algorithm: .ed25519,
                subjectPublicKeyInfo: PublicKeyInfo.ed25519([UInt8](key.publicKey.rawRepresentation))
                    .subjectPublicKeyInfo ?? []
            )
        }
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256(let key): [UInt8](try key.signature(for: message).rawRepresentation)
        case .p384(let key): [UInt8](try key.signature(for: message).rawRepresentation)
        case .ed25519(let key): [UInt8](try key.signature(for: message))
        }
    }

    /// Everything of an Ed25519 PrivateKeyInfo but its 32 octets (RFC 8410, 7).
    private static let ed25519Prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
}
