public import Digests
internal import Files
public import Model
internal import PKIX

/// A signing key in an encrypted PKCS#8 file. In use it lies in this process's memory: it is a software key, and says so.
///
/// `openssl pkey -in PATH -passin file:PASSPHRASE` reads the file.
public struct SoftwareSigner: Signer {
    public let publicKey: SigningPublicKey
    public let home: KeyHome
    private let key: SoftwareKey

    /// PBKDF2 iterations, unless a caller states others.
    public static let iterations = 600_000

    /// Makes a key and writes its file, mode 0600. An existing file is never overwritten.
    ///
    /// - Throws: ``BedplateError/Code/conflict`` if the file exists.
    @discardableResult
    public static func create(
        _ algorithm: SigningPublicKey.Algorithm,
        at path: String,
        passphrase: Passphrase,
        iterations: Int = SoftwareSigner.iterations
    ) throws(BedplateError) -> SoftwareSigner {
        guard (1...EncryptedKeyFile.iterationLimit).contains(iterations) else {
            throw BedplateError(
                .malformed,
                "\(iterations) iterations are not between 1 and \(EncryptedKeyFile.iterationLimit)"
            )
        }
        let key = try SoftwareKey(algorithm)
        let text: [UInt8]
        do {
            text = try EncryptedKeyFile.seal(key.privateKeyInfo, passphrase, iterations: iterations)
        } catch {
            throw BedplateError(.environment, "the key for \(path) cannot be encrypted", cause: error)
        }
        try DurableFile.create(text, at: path)
        return SoftwareSigner(key, at: path)
    }

    /// Reads a key from its file, which must not be accessible to others than its owner.
    ///
    /// - Parameter leastIterations: a file that is protected by fewer PBKDF2 iterations is refused.
    /// - Throws: ``BedplateError/Code/wrongPassphrase`` if the passphrase does not open it,
    ///   ``BedplateError/Code/notFound`` if there is no file, ``BedplateError/Code/malformed`` if it is another kind of file.
    @discardableResult
    public static func load(
        _ path: String,
        passphrase: Passphrase,
        leastIterations: Int = SoftwareSigner.iterations
    ) throws(BedplateError) -> SoftwareSigner {
        let text = try DurableFile.readPrivate(path)
        let opened: [UInt8]?
        do {
            opened = try EncryptedKeyFile.open(text, passphrase, leastIterations: leastIterations)
        } catch var error as BedplateError {
            error.location = path
            throw error
        } catch {
            throw BedplateError(
                .malformed,
                "the file is no encrypted key of the kind read here",
                cause: error,
                location: path
            )
        }
        guard let opened, let key = SoftwareKey(privateKeyInfo: opened) else {
            throw BedplateError(
                .wrongPassphrase,
                "the passphrase does not open the key, or the key is damaged or of an algorithm that is not known",
                location: path
            )
        }
        return SoftwareSigner(key, at: path)
    }

    /// Reads the key, or makes it if there is no file.
    public static func loadOrCreate(
        _ algorithm: SigningPublicKey.Algorithm,
        at path: String,
        passphrase: Passphrase,
        iterations: Int = SoftwareSigner.iterations
    ) throws(BedplateError) -> SoftwareSigner {
        let signer: SoftwareSigner
        do {
            signer = try load(path, passphrase: passphrase, leastIterations: iterations)
        } catch  where error.code == .notFound {
            do {
                return try create(algorithm, at: path, passphrase: passphrase, iterations: iterations)
            } catch  where error.code == .conflict {
                // Another process was first; its key is the one.
                signer = try load(path, passphrase: passphrase, leastIterations: iterations)
            }
        }
        guard signer.publicKey.algorithm == algorithm else {
            throw BedplateError(
                .conflict,
                "the key is \(signer.publicKey.algorithm.rawValue), not \(algorithm.rawValue)",
                location: path
            )
        }
        return signer
    }

    /// A key in memory only, gone with the process: for tests and for what need not outlive it.
    public static func ephemeral(_ algorithm: SigningPublicKey.Algorithm) throws(BedplateError) -> SoftwareSigner {
        SoftwareSigner(try SoftwareKey(algorithm), at: "memory")
    }

    private init(_ key: SoftwareKey, at location: String) {
        self.key = key
        self.publicKey = key.publicKey
        self.home = KeyHome(kind: .software, location: location, exportable: true)
    }

    public func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
        try key.sign(input, scheme)
    }
}

extension SoftwareSigner: CustomStringConvertible, CustomReflectable {
    /// Without the key: a mirror would show it.
    public var description: String { "\(publicKey.algorithm.rawValue) key in \(home.location)" }
    public var customMirror: Mirror { Mirror(self, children: ["publicKey": publicKey, "home": home]) }
}

extension BedplateError.Code {
    /// A passphrase does not open the file that it was given for.
    public static let wrongPassphrase = Self("wrong-passphrase")
}
