import Crypto
import Foundation
import Model

/// A secret on its way to one layer of software on one device: sealed by HPKE (RFC 9180) in base mode with DHKEM(P-256,
/// HKDF-SHA256), HKDF-SHA256 and AES-256-GCM, one message without associated data. Public bytes: whoever copies them gains
/// nothing.
///
/// Base mode does not say who sealed: the recipient learns that from elsewhere.
public struct EncapsulatedSecret: Hashable, Sendable {
    /// enc: an uncompressed point, 65 octets.
    public var encapsulatedKey: [UInt8]
    /// With the tag of 16 octets at its end.
    public var ciphertext: [UInt8]

    /// - Parameters:
    ///   - key: x ‖ y of the recipient's key.
    ///   - info: what the secret is for; it opens with the same only.
    /// - Throws: ``BedplateError`` with code `malformed` for a point that is not on P-256.
    public static func seal(_ secret: [UInt8], to key: [UInt8], info: [UInt8]) throws -> EncapsulatedSecret {
        do {
            var sender = try HPKE.Sender(
                recipientKey: try P256.KeyAgreement.PublicKey(rawRepresentation: key),
                ciphersuite: .P256_SHA256_AES_GCM_256,
                info: Data(info)
            )
            let ciphertext = try sender.seal(secret)
            return EncapsulatedSecret(
                encapsulatedKey: [UInt8](sender.encapsulatedKey),
                ciphertext: [UInt8](ciphertext)
            )
        } catch is CryptoKitError {
            throw BedplateError(.malformed, "the key that a secret should be sealed to is none of P-256")
        }
    }
}
