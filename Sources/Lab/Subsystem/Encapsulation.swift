internal import Crypto

internal import struct Foundation.Data

/// What is sealed to a layer's key from outside: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
/// AES-256-GCM, one message without associated data.
enum Encapsulation {
    /// Octets of an encapsulated key: an uncompressed point.
    static let keySize = 65
    static let tagSize = 16

    /// Nil for what was sealed to another key or for another `info`, and for what was changed.
    static func open(
        _ ciphertext: [UInt8],
        encapsulated: [UInt8],
        info: [UInt8],
        by key: P256.KeyAgreement.PrivateKey
    ) -> [UInt8]? {
        let recipient = try? HPKE.Recipient(
            privateKey: key,
            ciphersuite: .P256_SHA256_AES_GCM_256,
            info: Data(info),
            encapsulatedKey: Data(encapsulated)
        )
        guard var recipient, let opened = try? recipient.open(ciphertext) else { return nil }
        return Array(opened)
    }
}
