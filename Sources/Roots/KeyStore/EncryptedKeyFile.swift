internal import Crypto
internal import CryptoExtras
internal import Digests
internal import Foundation
internal import Model
internal import PKIX
internal import SwiftASN1

/// EncryptedPrivateKeyInfo (RFC 5958, 3) in PEM: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018, 6.2).
///
/// The encryption is not authenticated: whoever can write the file can replace the key by one that this passphrase
/// happens to open, or damage it; the public key that a caller expects is the check against that.
enum EncryptedKeyFile {
    static let label = "ENCRYPTED PRIVATE KEY"
    /// Iterations above this are refused on reading: about half a minute of work.
    static let iterationLimit = 20_000_000

    private static let pbes2 = OID(1, 2, 840, 113549, 1, 5, 13)
    private static let pbkdf2 = OID(1, 2, 840, 113549, 1, 5, 12)
    private static let hmacWithSHA256 = OID(1, 2, 840, 113549, 2, 9)
    private static let aes256CBC = OID(2, 16, 840, 1, 101, 3, 4, 1, 42)

    /// The file's text for the DER of a PrivateKeyInfo.
    static func seal(_ key: [UInt8], _ passphrase: Passphrase, iterations: Int) throws -> [UInt8] {
        let salt = randomOctets(16)
        let initial = AES._CBC.IV()
        let derived = try derive(passphrase, salt, iterations)
        let ciphertext = [UInt8](try AES._CBC.encrypt(key, using: derived, iv: initial))
        let count = (0..<8).reversed().map { UInt8(truncatingIfNeeded: iterations >> ($0 * 8)) }
        let derivation = DEREncoding.sequence(
            DEREncoding.octetString(salt),
            DEREncoding.unsigned(count),
            DEREncoding.sequence(DEREncoding.oid(hmacWithSHA256), DEREncoding.null)
        )
        let parameters = DEREncoding.sequence(
            DEREncoding.sequence(DEREncoding.oid(pbkdf2), derivation),
            DEREncoding.sequence(DEREncoding.oid(aes256CBC), DEREncoding.octetString(Array(initial)))
        )
        let der = DEREncoding.sequence(
            DEREncoding.sequence(DEREncoding.oid(pbes2), parameters),
            DEREncoding.octetString(ciphertext)
        )
        return Array(PEM(label: label, bytes: der).text.utf8)
    }

    /// The DER of the PrivateKeyInfo. A wrong passphrase shows as octets that are no key, which the caller finds.
    ///
    /// - Returns: nil if the padding shows that the passphrase is wrong (or the file damaged).
    static func open(_ text: [UInt8], _ passphrase: Passphrase, leastIterations: Int) throws -> [UInt8]? {
        let blocks = try PEM.decode(text)
        guard blocks.count == 1, blocks[0].label == label else { throw X509Error(.unexpected, label, at: 0) }
        var outer = try DERFields(DERFields.parse(blocks[0].bytes[...], label), .sequence, label)
        var algorithm = try DERFields(
            outer.required(.sequence, "encryptionAlgorithm"),
            .sequence,
            "encryptionAlgorithm"
        )
        let ciphertext = try outer.required(.octetString, "encryptedData").octets(.octetString, "encryptedData")
        try outer.finish()
        try expect(pbes2, &algorithm, "encryptionAlgorithm")
        var parameters = try DERFields(algorithm.required(.sequence, "PBES2-params"), .sequence, "PBES2-params")
        try algorithm.finish()
        var derivation = try DERFields(
            parameters.required(.sequence, "keyDerivationFunc"),
            .sequence,
            "keyDerivationFunc"
        )
        var scheme = try DERFields(parameters.required(.sequence, "encryptionScheme"), .sequence, "encryptionScheme")
        try parameters.finish()
        try expect(pbkdf2, &derivation, "keyDerivationFunc")
        var settings = try DERFields(derivation.required(.sequence, "PBKDF2-params"), .sequence, "PBKDF2-params")
        try derivation.finish()
        let salt = try settings.required(.octetString, "salt").octets(.octetString, "salt")
        let counted = try settings.required(.integer, "iterationCount")
        let iterations = try counted.small("iterationCount")
        if let length = settings.optional(.integer), try length.small("keyLength") != 32 {
            throw X509Error(.badValue, "keyLength", at: length.offset)
        }
        var prf = try DERFields(settings.required(.sequence, "prf"), .sequence, "prf")
        try settings.finish()
        try expect(hmacWithSHA256, &prf, "prf")
        try expect(aes256CBC, &scheme, "encryptionScheme")
        let initial = try scheme.required(.octetString, "iv").octets(.octetString, "iv")
        try scheme.finish()
        guard iterations <= iterationLimit else { throw X509Error(.tooLong, "iterationCount", at: counted.offset) }
        guard iterations >= leastIterations else {
            throw BedplateError(
                .malformed,
                "the key is encrypted with \(iterations) iterations, fewer than the \(leastIterations) that are required",
                hint:
                    "openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -iter \(leastIterations) -in OLD -out NEW"
            )
        }
        let derived = try derive(passphrase, [UInt8](salt), iterations)
        let iv = try AES._CBC.IV(ivBytes: Array(initial))
        return (try? AES._CBC.decrypt(Array(ciphertext), using: derived, iv: iv)).map { [UInt8]($0) }
    }

    private static func expect(_ oid: OID, _ fields: inout DERFields, _ name: String) throws(X509Error) {
        let node = try fields.required(.objectIdentifier, name)
        guard try node.oid(name) == oid else { throw X509Error(.badValue, name, at: node.offset) }
    }

    private static func derive(_ passphrase: Passphrase, _ salt: [UInt8], _ iterations: Int) throws -> SymmetricKey {
        try KDF.Insecure.PBKDF2.deriveKey(
            from: passphrase.bytes,
            salt: salt,
            using: .sha256,
            outputByteCount: 32,
            unsafeUncheckedRounds: iterations
        )
    }
}
