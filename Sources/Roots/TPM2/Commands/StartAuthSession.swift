public import Digests
public import Wire

/// TPM2_StartAuthSession — Part 3, 11.1: starts a session; ``TPM/startSession(_:saltedTo:boundTo:hash:symmetric:)``
/// does the key derivation too.
public struct StartAuthSession: Command {
    public static let code = CommandCode.startAuthSession

    /// The key that decrypts the salt, or null.
    public var tpmKey: Entity
    /// The entity whose authorization value enters the session key, or null.
    public var bind: Entity
    public var nonceCaller: Buffer
    public var encryptedSalt: Buffer
    public var sessionType: SessionType
    public var symmetric: SymmetricDefinition
    public var authHash: HashAlgorithm

    public init(
        tpmKey: Entity,
        bind: Entity,
        nonceCaller: Buffer,
        encryptedSalt: Buffer = [],
        sessionType: SessionType,
        symmetric: SymmetricDefinition,
        authHash: HashAlgorithm
    ) {
        self.tpmKey = tpmKey
        self.bind = bind
        self.nonceCaller = nonceCaller
        self.encryptedSalt = encryptedSalt
        self.sessionType = sessionType
        self.symmetric = symmetric
        self.authHash = authHash
    }

    public var handles: [CommandHandle] { [.named(tpmKey), .named(bind)] }
    public func writeParameters(to write: inout ParameterWriter) {
        write(nonceCaller, encryptedSalt, sessionType, symmetric, authHash)
    }

    public struct Response: CommandResponse {
        public var sessionHandle: Handle
        public var nonceTPM: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            sessionHandle = read.handle()
            nonceTPM = try read()
        }
    }
}
