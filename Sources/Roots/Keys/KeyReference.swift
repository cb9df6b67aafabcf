public import Files
internal import Foundation
public import KeyStore
public import Model
public import PKCS11
public import TPMKeys

/// Where a signing key is, as a person writes it: a path is an encrypted PKCS#8 file, `pkcs11:…` (RFC 7512) a key in a
/// token, `tpm:…` a key of a TPM.
public enum KeyReference: Hashable, Sendable {
    case file(String)
    case pkcs11(PKCS11URI)
    case tpm(TPMReference)

    /// - Throws: ``BedplateError/Code/malformed``; also for a word with a colon that is neither, which is no path.
    public init(_ text: String) throws(BedplateError) {
        if text.hasPrefix("pkcs11:") {
            self = .pkcs11(try PKCS11URI(text))
        } else if text.hasPrefix("tpm:") {
            self = .tpm(try TPMReference(text))
        } else {
            let scheme = text.prefix { $0.isLetter || $0.isNumber }
            guard !text.isEmpty, !text.dropFirst(scheme.count).hasPrefix(":") else {
                throw BedplateError(
                    .malformed,
                    "'\(scheme):' is no home of keys",
                    hint: "a path, pkcs11:… or tpm:…"
                )
            }
            self = .file(text)
        }
    }

    /// Opens the key.
    ///
    /// - Parameter secret: where the passphrase, PIN or authorization value is. Without it: of a token, as the URI says, else
    ///   the terminal; of a file, the terminal; a TPM's key is taken to have none.
    public func open(secret: SecretSource? = nil) async throws -> any Signer {
        switch self {
        case .file(let path):
            try SoftwareSigner.load(path, passphrase: try Self.passphrase(secret, for: path))
        case .pkcs11(let uri): try await PKCS11Signer.open(uri, secret: secret)
        case .tpm(let reference): try TPMSigner.open(reference, secret: secret)
        }
    }

    /// The private key itself, for what is no signature.
    ///
    /// - Parameter secret: where the passphrase is, if the key is encrypted; the terminal if not given.
    /// - Throws: ``BedplateError/Code/forbidden`` for a key that cannot leave its home.
    public func privateKey(secret: SecretSource? = nil) throws -> PrivateKeyFile {
        guard case .file(let path) = self else {
            throw BedplateError(
                .forbidden,
                "the key in '\(self)' does not leave its home, and only a key in a file is used so here",
                hint: "the device's own key opens its images; here it is a file of PKCS#8"
            )
        }
        return try PrivateKeyFile(path) { try Self.passphrase(secret, for: path) }
    }

    /// Makes a key there.
    ///
    /// - Returns: the key, and the reference to keep: it names the very token or object.
    /// - Throws: ``BedplateError/Code/conflict`` if the place is taken.
    public func create(
        _ algorithm: SigningPublicKey.Algorithm,
        secret: SecretSource? = nil
    ) async throws -> (signer: any Signer, reference: KeyReference) {
        switch self {
        case .file(let path):
            let signer = try SoftwareSigner.create(
                algorithm,
                at: path,
                passphrase: try Self.passphrase(secret, for: path, isNew: true)
            )
            return (signer, self)
        case .pkcs11(let uri):
            guard let label = uri.object else {
                throw BedplateError(.malformed, "the URI names no key to make", hint: "add object=LABEL")
            }
            let token = try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri), secret: secret)
            let signer = try PKCS11Signer(try await token.create(algorithm, label: label), in: token)
            var kept = signer.uri
            kept.modulePath = uri.modulePath
            kept.pinSource = uri.pinSource
            return (signer, .pkcs11(kept))
        case .tpm(let reference):
            let signer = try TPMSigner.create(algorithm, at: reference, secret: secret)
            return (signer, .tpm(signer.reference))
        }
    }

    /// The same with whole paths, so that it may be kept.
    public var absolute: KeyReference {
        func whole(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
        switch self {
        case .file(let path): return .file(whole(path))
        case .pkcs11: return self
        case .tpm(var reference):
            if case .file(let path) = reference.place { reference.place = .file(whole(path)) }
            return .tpm(reference)
        }
    }

    /// Whether a key that is made there lies in software, as far as it is known beforehand: a token or a TPM may still turn
    /// out to be a program.
    public func isSoftware() throws -> Bool {
        switch self {
        case .file: true
        case .pkcs11(let uri):
            try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri)).software != nil
        case .tpm(let reference): try reference.isEmulated()
        }
    }

    private static func passphrase(_ secret: SecretSource?, for path: String, isNew: Bool = false) throws -> Passphrase
    {
        let source = secret ?? .prompt
        let name = "passphrase of '\(path)'"
        guard let passphrase = Passphrase(try (isNew ? source.readNew(name) : source.read(name)).octets) else {
            throw BedplateError(.malformed, "the passphrase is empty or too long")
        }
        return passphrase
    }
}

extension KeyReference: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let path): path
        case .pkcs11(let uri): uri.description
        case .tpm(let reference): reference.description
        }
    }
}
