import Files
import Model
import PKIX

/// A public key in a file: PEM or DER SubjectPublicKeyInfo.
enum ImageKeyFile {
    static let limit = 16_384

    /// - Parameter isForEncryption: whether it is a key that images are encrypted for, of which more kinds are known.
    /// - Returns: DER SubjectPublicKeyInfo of a key that is known here.
    static func read(_ path: String, isForEncryption: Bool = false) throws -> [UInt8] {
        let bytes = try DurableFile.read(path, atMost: limit)
        let der: [UInt8]
        if bytes.first == 0x30 {
            der = bytes
        } else {
            guard let blocks = try? PEM.decode(bytes), blocks.count == 1, let block = blocks.first,
                block.label == "PUBLIC KEY"
            else {
                throw BedplateError(
                    .malformed,
                    "'\(path)' holds no single public key",
                    hint: "`openssl pkey -in KEY -pubout` writes one; a private key is never needed to verify"
                )
            }
            der = block.bytes
        }
        guard !isForEncryption else { return der }
        do {
            guard case .other(let algorithm) = try PublicKeyInfo(der: der) else { return der }
            throw BedplateError(.malformed, "the key in '\(path)' is of the algorithm \(algorithm), which is not known")
        } catch let error as X509Error {
            throw BedplateError(.malformed, "'\(path)' holds no public key", cause: error)
        }
    }
}
