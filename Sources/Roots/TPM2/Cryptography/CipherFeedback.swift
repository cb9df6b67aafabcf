internal import Crypto
internal import CryptoExtras

/// AES in full-block cipher feedback (CFB128), the one block mode that the TPM uses for its own protections
/// — Part 1, 11.4.9.
///
/// CFB gives no integrity: whoever opens a blob checks its HMAC first. The last block may be partial.
public enum CipherFeedback {
    /// Octets of a block, and of an initialisation vector.
    public static let blockSize = 16

    /// - Parameters:
    ///   - key: 16, 24 or 32 octets.
    ///   - iv: 16 octets; the TPM uses zeros where the key is used once.
    public static func encrypt(
        _ plaintext: [UInt8],
        key: [UInt8],
        iv: [UInt8] = [UInt8](repeating: 0, count: blockSize)
    ) throws(CryptographyError) -> [UInt8] {
        let (key, iv) = try checked(key, iv)
        do { return [UInt8](try AES._CFB.encrypt(plaintext, using: key, iv: iv)) } catch { throw .failed }
    }

    public static func decrypt(
        _ ciphertext: [UInt8],
        key: [UInt8],
        iv: [UInt8] = [UInt8](repeating: 0, count: blockSize)
    ) throws(CryptographyError) -> [UInt8] {
        let (key, iv) = try checked(key, iv)
        do { return [UInt8](try AES._CFB.decrypt(ciphertext, using: key, iv: iv)) } catch { throw .failed }
    }

    private static func checked(
        _ key: [UInt8],
        _ iv: [UInt8]
    ) throws(CryptographyError) -> (SymmetricKey, AES._CFB.IV) {
        guard [16, 24, 32].contains(key.count) else { throw .unsupportedKeySize(key.count * 8) }
        guard iv.count == blockSize else { throw .badInitializationVector }
        do { return (SymmetricKey(data: key), try AES._CFB.IV(ivBytes: iv)) } catch { throw .failed }
    }
}
