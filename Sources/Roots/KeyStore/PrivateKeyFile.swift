internal import Files
public import Model
internal import PKIX

/// A private key in a file of its own, for what is no signature: to open an encrypted image. Never printed.
///
/// ``SoftwareSigner`` signs with the same files and gives the key to nobody.
public struct PrivateKeyFile: Sendable {
    /// DER: PrivateKeyInfo (RFC 5958), or an older form of the key's own that stood in the file.
    public let octets: [UInt8]
    /// Nil when it is a key of none of the algorithms that sign here.
    public let publicKey: SigningPublicKey?

    /// The labels under which a key stands in the clear.
    private static let plain: Set<String> = ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]

    /// Reads the key from its file, in PEM or DER, which must not be accessible to others than its owner.
    ///
    /// - Parameters:
    ///   - leastIterations: a file that is protected by fewer PBKDF2 iterations is refused.
    ///   - passphrase: asked for only when the key is encrypted.
    /// - Throws: ``BedplateError/Code/wrongPassphrase`` if the passphrase does not open it,
    ///   ``BedplateError/Code/notFound`` if there is no file, ``BedplateError/Code/malformed`` if it is another kind of file.
    public init(
        _ path: String,
        leastIterations: Int = SoftwareSigner.iterations,
        passphrase: () throws -> Passphrase
    ) throws {
        let text = try DurableFile.readPrivate(path)
        if text.first == 0x30 {
            self.init(text)
            return
        }
        guard let blocks = try? PEM.decode(text) else { throw Self.unknown(path) }
        // openssl writes the parameters of an old EC key before it.
        let keys = blocks.filter { $0.label != "EC PARAMETERS" }
        guard keys.count == 1, let block = keys.first else { throw Self.unknown(path) }
        if Self.plain.contains(block.label) {
            self.init(block.bytes)
            return
        }
        guard block.label == EncryptedKeyFile.label else { throw Self.unknown(path) }
        let secret = try passphrase()
        let opened: [UInt8]?
        do {
            opened = try EncryptedKeyFile.open(text, secret, leastIterations: leastIterations)
        } catch var error as BedplateError {
            error.location = error.location ?? path
            throw error
        } catch {
            throw BedplateError(
                .malformed,
                "the file is no encrypted key of the kind read here",
                cause: error,
                location: path
            )
        }
        // One wrong passphrase of 256 leaves octets that are padded well and no key.
        guard let opened, (try? DERFields.parse(opened[...], "PrivateKeyInfo")) != nil else {
            throw BedplateError(
                .wrongPassphrase,
                "the passphrase does not open the key, or the key is damaged",
                location: path
            )
        }
        self.init(opened)
    }

    private init(_ octets: [UInt8]) {
        self.octets = octets
        publicKey = SoftwareKey(privateKeyInfo: octets)?.publicKey
    }

    private static func unknown(_ path: String) -> BedplateError {
        BedplateError(
            .malformed,
            "'\(path)' holds no single private key",
            hint: "PKCS#8 in PEM, encrypted or not, or in DER, not encrypted: `openssl pkcs8 -topk8` writes it"
        )
    }
}

extension PrivateKeyFile: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "PrivateKeyFile(not shown)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
