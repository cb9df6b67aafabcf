public import Wire

/// TPM2_ActivateCredential — Part 3, 12.5: opens a credential that was wrapped for exactly this object and this key.
public struct ActivateCredential: Command {
    public static let code = CommandCode.activateCredential

    /// ADMIN: the object that the credential names.
    public var activateHandle: Entity
    /// USER: the key that the seed was encrypted to.
    public var keyHandle: Entity
    public var credentialBlob: Sized<IDObject>
    public var secret: Buffer

    public init(activateHandle: Entity, keyHandle: Entity, credentialBlob: Sized<IDObject>, secret: Buffer) {
        self.activateHandle = activateHandle
        self.keyHandle = keyHandle
        self.credentialBlob = credentialBlob
        self.secret = secret
    }

    public var handles: [CommandHandle] { [.authorized(activateHandle), .authorized(keyHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(credentialBlob, secret) }

    public struct Response: CommandResponse {
        /// The credential: a secret.
        public var certInfo: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            certInfo = try read()
        }
    }
}
