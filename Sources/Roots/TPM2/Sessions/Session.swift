public import Digests

/// An HMAC or policy session with one TPM — Part 1, 19. Made by
/// ``TPM/startSession(_:saltedTo:boundTo:hash:symmetric:)``.
///
/// A session rolls its nonces with each use, so it belongs to one conversation and is never shared. After an answer
/// that could not be believed it is abandoned: every further use throws ``TPMError/sessionEnded``.
public final class Session {
    public let handle: Handle
    public let type: SessionType
    public let hash: HashAlgorithm
    /// How parameters are encrypted; null for not at all.
    public let symmetric: SymmetricDefinition
    /// Whether the session key was agreed with a TPM key, so that who only listens and alters cannot know it.
    public let isSalted: Bool
    /// Whether a policy of this session asks for the authorization value of the object it authorizes
    /// (TPM2_PolicyAuthValue): the value then enters the HMAC key.
    public var provesAuthValue = false

    let sessionKey: [UInt8]
    /// The entity that the session is bound to, with the authorization value it had then.
    let bound: Bound?
    var nonceTPM: [UInt8]
    var isOpen = true

    struct Bound {
        var name: [UInt8]
        var authValue: [UInt8]
    }

    init(
        handle: Handle,
        type: SessionType,
        hash: HashAlgorithm,
        symmetric: SymmetricDefinition,
        isSalted: Bool,
        sessionKey: [UInt8],
        bound: Bound?,
        nonceTPM: [UInt8]
    ) {
        self.handle = handle
        self.type = type
        self.hash = hash
        self.symmetric = symmetric
        self.isSalted = isSalted
        self.sessionKey = sessionKey
        self.bound = bound
        self.nonceTPM = nonceTPM
    }

    /// The session as a handle of a policy command.
    public var entity: Entity { Entity(handle) }

    /// A fresh nonceCaller, as long as the hash's digest.
    func newNonce() -> [UInt8] { randomOctets(hash.digestSize ?? 32) }
}

extension Session: CustomReflectable {
    public var customMirror: Mirror { Mirror(self, children: ["handle": handle]) }
}
