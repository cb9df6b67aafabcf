internal import Files
internal import Foundation
internal import Model
internal import TPM2
internal import TPMTransport

/// One conversation with the TPM of a reference, over a session salted to its storage root key.
///
/// For a key file the storage root key is the one that was there when the key was made. For a persistent handle it is the
/// one that the TPM shows now, which nothing proves: an interposer that plays a whole TPM would learn the authorization
/// value, but its signatures do not verify.
struct TPMConversation {
    let reference: TPMReference

    init(_ reference: TPMReference) { self.reference = reference }

    /// A key that is loaded, and what it takes to use it.
    struct Key {
        var tpm: TPM
        var session: Session
        var object: LoadedObject
        var root: Root
        /// Whether it has an authorization value, as its file says.
        var needsSecret: Bool
    }

    func withKey<Result>(_ body: (Key) throws -> Result) throws -> Result {
        let file: TPMKeyFile.Content?
        switch reference.place {
        case .file(let path): file = try TPMKeyFile.read(path)
        case .handle: file = nil
        case .unnamed: throw BedplateError(.malformed, "the reference names a TPM, but no key in it")
        }
        return try trusted { trusted, storage, root in
            let object: LoadedObject
            if let file {
                guard file.storageRootName == storage.name else {
                    throw BedplateError(
                        .forbidden,
                        "the key was made in another TPM, or the TPM was cleared since: its storage root key is another"
                    )
                }
                object = try trusted.tpm.load(
                    file.privateArea,
                    file.publicArea,
                    under: storage,
                    over: trusted.session
                )
            } else if case .handle(let handle) = reference.place {
                object = try trusted.tpm.readPublic(handle, over: trusted.session)
            } else {
                throw BedplateError(.malformed, "the reference names no key")
            }
            guard reference.name == nil || reference.name == object.name else {
                throw BedplateError(.forbidden, "there is another key at \(reference.place) than the reference names")
            }
            return try body(
                Key(
                    tpm: trusted.tpm,
                    session: trusted.session,
                    object: object,
                    root: root,
                    needsSecret: file?.needsSecret ?? false
                )
            )
        }
    }

    /// Makes a key under the storage root key, and keeps it at the reference's place.
    func create(_ template: Public, authorization: Secret?) throws {
        switch reference.place {
        case .unnamed: throw BedplateError(.malformed, "say where the key is kept: file=PATH or handle=0x81…")
        case .file(let path):
            guard !FileManager.default.fileExists(atPath: path) else {
                throw BedplateError(.conflict, "'\(path)' exists already and is never overwritten")
            }
        case .handle: break
        }
        try trusted { trusted, storage, _ in
            if case .handle(let handle) = reference.place {
                guard try !trusted.tpm.handles(.persistent).contains(handle) else {
                    throw BedplateError(.conflict, "the TPM has a persistent object at that handle already")
                }
            }
            let sensitive = SensitiveCreate(userAuth: Buffer(authorization?.octets ?? []))
            let made = try trusted.execute(
                Create(parentHandle: storage.entity, inSensitive: Sized(sensitive), inPublic: Sized(template)),
                auth: .empty
            )
            guard made.outPublic.body.matches(template) else {
                throw TPMError.contradictory(.create, "a key of another kind than the template's")
            }
            switch reference.place {
            case .unnamed: break
            case .file(let path):
                try TPMKeyFile(
                    storageRootName: storage.name,
                    made.outPublic.body,
                    made.outPrivate,
                    needsSecret: authorization != nil
                ).create(at: path)
            case .handle(let handle):
                let object = try trusted.tpm.load(
                    made.outPrivate,
                    made.outPublic.body,
                    under: storage,
                    over: trusted.session
                )
                try trusted.tpm.execute(
                    EvictControl(auth: .owner, objectHandle: object.entity, persistentHandle: handle),
                    auth: .hmac(trusted.session)
                )
            }
        }
    }

    private func trusted<Result>(
        _ body: (TrustedSession, LoadedObject, Root) throws -> Result
    ) throws -> Result {
        let tpm = try reference.tpmAddress().open()
        return try tpm.scoped {
            let root = try tpm.identity()
            let storage = try tpm.createPrimary(in: .owner, .storageRootP256)
            return try tpm.trusted(by: storage) { try body($0, storage, root) }
        }
    }
}
