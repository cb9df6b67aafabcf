import Crypto
import Foundation
import Model

/// A small file under a data key that is released to proven devices: one AES-256-GCM box.
///
/// ```text
/// "bedplate file v1\n"   17 octets, authenticated
/// nonce                  12 octets, random
/// ciphertext ‖ tag       as long as the file, and 16 octets
/// ```
///
/// One box, so that nothing of a changed file is ever given out; hence the limit on its size. Random nonces keep one key
/// good for 2^32 files (SP 800-38D, 8.3).
public enum EncryptedFile {
    /// The most octets of a file's content.
    public static let limit = 64 << 20
    /// Octets of a data key.
    public static let keySize = 32

    private static let header = [UInt8]("bedplate file v1\n".utf8)

    public static func seal(_ content: [UInt8], key: [UInt8]) throws -> [UInt8] {
        guard content.count <= limit else {
            throw BedplateError(.malformed, "a file of \(content.count) octets; the limit is \(limit)")
        }
        let box = try AES.GCM.seal(content, using: try symmetric(key), authenticating: header)
        guard let combined = box.combined else { throw BedplateError(.environment, "AES-GCM gave no combined box") }
        return header + combined
    }

    /// - Throws: `malformed` for a file that is none of these, `refused` when the key is another or the file was changed.
    public static func open(_ file: [UInt8], key: [UInt8]) throws -> [UInt8] {
        guard file.starts(with: header), file.count >= header.count + 28, file.count <= header.count + 28 + limit else {
            throw BedplateError(.malformed, "this is not a file that `bedplate secret encrypt` made")
        }
        do {
            let box = try AES.GCM.SealedBox(combined: file.dropFirst(header.count))
            return [UInt8](try AES.GCM.open(box, using: try symmetric(key), authenticating: header))
        } catch is CryptoKitError {
            throw BedplateError(
                BedplateError.Code("refused"),
                "the file does not open: it was encrypted under another key, or changed"
            )
        }
    }

    private static func symmetric(_ key: [UInt8]) throws -> SymmetricKey {
        guard key.count == keySize else {
            throw BedplateError(.malformed, "a data key has \(keySize) octets, not \(key.count)")
        }
        return SymmetricKey(data: key)
    }
}
