internal import CPKCS11
public import Digests
public import Files
public import Model
internal import PKIX
internal import Synchronization

/// A signing key in a token behind PKCS#11.
///
/// A signature leaves here only when it verifies under the public key: a fault in the token, or a private key that is not
/// the public key's, becomes an error.
public struct PKCS11Signer: Signer {
    public let publicKey: SigningPublicKey
    public let home: KeyHome
    /// What the module reports of the key.
    public let key: PKCS11Key
    public let token: PKCS11Token
    private let verificationKey: VerificationKey
    private let handle = Handle()

    /// The key's handle in the token; void after a reconnection.
    private final class Handle: Sendable {
        let known = Mutex<(generation: Int, value: UInt)?>(nil)
    }

    /// Opens the one key that the URI names.
    ///
    /// - Parameter secret: where the PIN is, if not where the URI says; without either it is asked for at the terminal.
    /// - Throws: ``BedplateError/Code/notFound`` if there is no such key, ``BedplateError/Code/conflict`` if several are.
    public static func open(_ uri: PKCS11URI, secret: SecretSource? = nil) async throws(BedplateError) -> PKCS11Signer {
        let token = try PKCS11Module.token(uri, in: try PKCS11Module.named(by: uri), secret: secret)
        return try await open(uri, in: token)
    }

    /// The same in a token that is open.
    public static func open(_ uri: PKCS11URI, in token: PKCS11Token) async throws(BedplateError) -> PKCS11Signer {
        guard uri.object != nil || uri.id != nil else {
            throw BedplateError(.malformed, "the URI names no key", hint: "add object=LABEL or id=%NN…")
        }
        let keys = try await token.keys(id: uri.id, label: uri.object)
        guard let key = keys.first else {
            throw BedplateError(.notFound, "the token '\(token.info.label)' has no such private key")
        }
        guard keys.count == 1 else {
            throw BedplateError(
                .conflict,
                "the token '\(token.info.label)' has \(keys.count) keys that are as the URI says",
                hint: "add id=%NN… to it"
            )
        }
        return try PKCS11Signer(key, in: token)
    }

    /// - Throws: ``BedplateError/Code/unsupportedScheme`` for a key of a kind that nothing here signs with.
    public init(_ key: PKCS11Key, in token: PKCS11Token) throws(BedplateError) {
        guard let publicKey = key.publicKey else {
            throw BedplateError(
                .unsupportedScheme,
                "the key '\(key.label)' is of a kind that is not known here, or the token does not show its public half"
            )
        }
        do {
            verificationKey = try VerificationKey(PublicKeyInfo(der: publicKey.subjectPublicKeyInfo))
        } catch {
            throw BedplateError(.corrupt, "the public key of '\(key.label)' is none", cause: error)
        }
        self.publicKey = publicKey
        self.key = key
        self.token = token
        let software = token.software
        home = KeyHome(
            kind: .pkcs11,
            location: "'\(key.label)' in " + token.description,
            exportable: key.attributes.isExportable,
            simulated: software != nil,
            uses: key.attributes.uses,
            statedBy: "the PKCS#11 module \(token.module.info.description) \(token.module.info.version) of "
                + token.module.info.manufacturer + (software.map { ", whose token is a program: \($0)" } ?? "")
        )
    }

    /// A reference to the key that outlives the token's slot.
    public var uri: PKCS11URI {
        var uri = PKCS11URI(token: token.info.label, object: key.label, id: key.id.isEmpty ? nil : key.id)
        uri.serial = token.info.serial
        return uri
    }

    public func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
        // Here, before anything waits: in a forked process the threads that it would wait for are gone.
        try token.checkProcess()
        let operation = try SignatureOperation(input, scheme, publicKey.algorithm)
        let answer = try await token.withSession { (loan) throws(CryptokiError) in
            try loan.functions.signInit(loan.session, operation.mechanism, try keyHandle(loan))
            if key.attributes.alwaysAuthenticate == true {
                try loan.functions.login(loan.session, CKU_CONTEXT_SPECIFIC, loan.pin?.octets)
            }
            return try loan.functions.sign(loan.session, operation.data)
        }
        guard let signature = operation.signature(answer), isValid(signature, input, scheme) else {
            throw BedplateError(
                .tokenFailed,
                "what the token '\(token.info.label)' returned is no signature of the key '\(key.label)'",
                hint: "does its public key belong to its private key?"
            )
        }
        return signature
    }

    private func isValid(_ signature: [UInt8], _ input: SigningInput, _ scheme: SignatureScheme) -> Bool {
        switch input {
        case .message(let message): verificationKey.isValid(signature, for: message, scheme)
        case .digest(let digest): verificationKey.isValid(signature, for: digest, scheme)
        }
    }

    /// The private key's handle, looked up once a connection.
    private func keyHandle(_ loan: PKCS11Token.Loan) throws(CryptokiError) -> UInt {
        let known = handle.known.withLock { $0 }
        if let known, known.generation == loan.generation { return known.value }
        let found = try loan.functions.privateKeys(
            loan.session,
            id: key.id.isEmpty ? nil : key.id,
            label: key.label.isEmpty ? nil : key.label
        )
        guard found.count == 1 else { throw CryptokiError("C_FindObjects", CKR_OBJECT_HANDLE_INVALID) }
        handle.known.withLock { $0 = (loan.generation, found[0]) }
        return found[0]
    }
}

extension PKCS11Signer: CustomStringConvertible {
    public var description: String { "\(publicKey.algorithm.rawValue) key \(home.location)" }
}
