public import Digests
public import Files
public import Model
internal import PKIX
internal import Synchronization
internal import TPM2
internal import TPMTransport
internal import Wire

/// A signing key in a TPM: unrestricted, so that it signs any digest; ECDSA P-256 or RSA 2048.
///
/// Each signature is a conversation of its own, over a session that is salted to the TPM's storage root key: an
/// authorization value does not travel, and an answer that was changed on the way is refused. A signature leaves here only
/// when it verifies under the public key. The owner's authorization value must be empty (else the storage root key cannot be
/// made again).
public struct TPMSigner: Signer {
    public let publicKey: SigningPublicKey
    public let home: KeyHome
    /// The reference with the object's Name: what to keep.
    public let reference: TPMReference
    private let verificationKey: VerificationKey
    private let secret: SecretSource?
    private let refusal = Refusal()

    /// Why the authorization value is not tried again.
    private final class Refusal: Sendable {
        let known = Mutex<BedplateError?>(nil)
    }

    /// The kinds of keys that every TPM has.
    public static let algorithms: [SigningPublicKey.Algorithm] = [.ecdsaP256, .rsa2048]

    /// Opens a key that exists.
    ///
    /// - Parameter secret: where its authorization value is; nil if it has none.
    /// - Throws: ``BedplateError``; what the TPM answers, ``TPMError``.
    public static func open(_ reference: TPMReference, secret: SecretSource? = nil) throws -> TPMSigner {
        try TPMConversation(reference).withKey { key in try TPMSigner(reference, key, secret) }
    }

    /// Makes a key: at the reference's persistent handle, or in its key file, which must be free.
    ///
    /// - Parameter secret: the authorization value that the key gets; nil for none.
    /// - Throws: ``BedplateError/Code/conflict`` if the place is taken.
    @discardableResult
    public static func create(
        _ algorithm: SigningPublicKey.Algorithm,
        at reference: TPMReference,
        secret: SecretSource? = nil
    ) throws -> TPMSigner {
        guard let template = Public.signing(algorithm, protected: secret != nil) else {
            throw BedplateError(.unsupportedScheme, "a key of the kind \(algorithm.rawValue) is not made in a TPM here")
        }
        let value = try secret?.readNew("authorization value for the new TPM key")
        try TPMConversation(reference).create(template, authorization: value)
        return try open(reference, secret: secret)
    }

    private init(_ reference: TPMReference, _ key: TPMConversation.Key, _ secret: SecretSource?) throws {
        let area = key.object.public
        guard let info = area.publicKeyInfo, let octets = info.subjectPublicKeyInfo else {
            throw Self.unfit("its kind is not known here")
        }
        let algorithm: SigningPublicKey.Algorithm
        switch info {
        case .ellipticCurve(.p256, _, _): algorithm = .ecdsaP256
        case .ellipticCurve(.p384, _, _): algorithm = .ecdsaP384
        case .rsa(let modulus, _) where modulus.count == 256: algorithm = .rsa2048
        case .rsa(let modulus, _) where modulus.count == 384: algorithm = .rsa3072
        default: throw Self.unfit("it is \(info)")
        }
        guard !key.needsSecret || secret != nil else {
            throw BedplateError(
                .environment,
                "the TPM's key has an authorization value, and it was not said where that is",
                hint: "file:PATH, env:NAME or prompt"
            )
        }
        guard area.objectAttributes.contains(.signEncrypt) else { throw Self.unfit("it does not sign") }
        guard !area.objectAttributes.contains(.restricted) else {
            throw Self.unfit("it is restricted: it signs only what the TPM itself made")
        }
        verificationKey = try VerificationKey(info)
        publicKey = SigningPublicKey(algorithm: algorithm, subjectPublicKeyInfo: octets)
        var named = reference
        named.name = key.object.name
        self.reference = named
        self.secret = secret
        let bound: ObjectAttributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin]
        home = KeyHome(
            kind: .tpm,
            location: "\(TPMReference(reference.place, at: reference.address))",
            exportable: !area.objectAttributes.isSuperset(of: bound),
            simulated: key.root.simulated,
            uses: area.objectAttributes.contains(.decrypt) ? [.sign, .decrypt] : [.sign],
            statedBy: "the TPM, which says it is \(key.root.manufacturer) \(key.root.model); no certificate was checked"
        )
    }

    public func sign(_ input: SigningInput, _ scheme: SignatureScheme) async throws -> [UInt8] {
        let digest = try digest(input, scheme)
        let tpmScheme = try tpmScheme(scheme)
        if let refusal = refusal.known.withLock({ $0 }) { throw refusal }
        let value = try secret?.read("authorization value of the TPM key").octets ?? []
        let answer: Signature
        do {
            answer = try TPMConversation(reference).withKey { key in
                try key.tpm.execute(
                    Sign(keyHandle: key.object.entity, digest: Buffer(digest.octets), inScheme: tpmScheme),
                    auth: .hmac(key.session, authValue: value)
                ).signature
            }
        } catch TPMError.refused(.sign, let code) {
            throw refused(code)
        }
        guard let signature = encoded(answer, scheme), verificationKey.isValid(signature, for: digest, scheme) else {
            throw BedplateError(
                .unsupportedScheme,
                "what the TPM returned is no signature of this key as \(scheme)",
                hint: "some TPMs make PSS with another length of salt than the digest's"
            )
        }
        return signature
    }

    private func digest(_ input: SigningInput, _ scheme: SignatureScheme) throws -> MessageDigest {
        switch input {
        case .message(let message):
            guard let hash = scheme.hash, var hasher = try? MessageHasher(hash) else { throw unsupported(scheme) }
            hasher.update(message)
            return hasher.finalize()
        case .digest(let digest):
            guard scheme.hash == digest.algorithm else { throw unsupported(scheme) }
            return digest
        }
    }

    private func tpmScheme(_ scheme: SignatureScheme) throws -> Scheme {
        switch (publicKey.algorithm, scheme) {
        case (.ecdsaP256, .ecdsa(let hash)), (.ecdsaP256, .ecdsaRaw(let hash)), (.ecdsaP384, .ecdsa(let hash)),
            (.ecdsaP384, .ecdsaRaw(let hash)):
            .hash(.ecdsa, hash)
        case (.rsa2048, .rsaPKCS1(let hash)), (.rsa3072, .rsaPKCS1(let hash)): .hash(.rsassa, hash)
        case (.rsa2048, .rsaPSS(let hash)), (.rsa3072, .rsaPSS(let hash)): .hash(.rsapss, hash)
        default: throw unsupported(scheme)
        }
    }

    private func encoded(_ signature: Signature, _ scheme: SignatureScheme) -> [UInt8]? {
        switch (signature, scheme) {
        case (.ecdsa(_, let r, let s), .ecdsa): ECDSASignature(r: r.bytes, s: s.bytes).der
        case (.ecdsa(_, let r, let s), .ecdsaRaw):
            ECDSASignature(r: r.bytes, s: s.bytes).raw(publicKey.algorithm == .ecdsaP256 ? .p256 : .p384)
        case (.rsassa(_, let octets), .rsaPKCS1), (.rsapss(_, let octets), .rsaPSS): octets.bytes
        default: nil
        }
    }

    /// The error for a person; one about the authorization value is kept, so that the value is not tried again: the TPM locks
    /// after a few wrong ones.
    private func refused(_ code: ResponseCode) -> any Error {
        let cause = TPMError.refused(.sign, code)
        let error: BedplateError
        switch code.base {
        case .authFail, .badAuth:
            error = BedplateError(.pinIncorrect, "the authorization value of the TPM's key is wrong", cause: cause)
        case .lockout:
            error = BedplateError(
                .pinLocked,
                "the TPM takes no authorization value any more, after too many wrong ones",
                hint: "it recovers after a while, or by its lockout authorization",
                cause: cause
            )
        default: return cause
        }
        refusal.known.withLock { $0 = error }
        return error
    }

    private func unsupported(_ scheme: SignatureScheme) -> BedplateError {
        BedplateError(
            .unsupportedScheme,
            "a key of the kind \(publicKey.algorithm.rawValue) in a TPM does not sign this as \(scheme)"
        )
    }

    private static func unfit(_ why: String) -> BedplateError {
        BedplateError(.unsupportedScheme, "the TPM's key cannot sign images: \(why)")
    }
}

extension TPMSigner: CustomStringConvertible {
    public var description: String { "\(publicKey.algorithm.rawValue) key at \(home.location)" }
}
