public import Wire

/// TPM2_MakeCredential — Part 3, 12.6: wraps a credential for an object on another TPM; ``Credential`` does it without
/// a TPM.
public struct MakeCredential: Command {
    public static let code = CommandCode.makeCredential

    /// The other TPM's public key, loaded here.
    public var handle: Entity
    public var credential: Buffer
    public var objectName: Buffer

    public init(handle: Entity, credential: Buffer, objectName: Buffer) {
        self.handle = handle
        self.credential = credential
        self.objectName = objectName
    }

    public var handles: [CommandHandle] { [.named(handle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(credential, objectName) }

    public struct Response: CommandResponse {
        public var credentialBlob: Sized<IDObject>
        public var secret: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            credentialBlob = try read()
            secret = try read()
        }
    }
}
