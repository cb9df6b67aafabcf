public import Wire

/// TPM2_VerifySignature — Part 3, 20.1: lets the TPM verify, and keep a ticket of it.
public struct VerifySignature: Command {
    public static let code = CommandCode.verifySignature

    public var keyHandle: Entity
    public var digest: Buffer
    public var signature: Signature

    public init(keyHandle: Entity, digest: Buffer, signature: Signature) {
        self.keyHandle = keyHandle
        self.digest = digest
        self.signature = signature
    }

    public var handles: [CommandHandle] { [.named(keyHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(digest, signature) }

    public struct Response: CommandResponse {
        public var validation: Ticket

        public init(from read: inout ResponseReader) throws(WireError) {
            validation = try read()
        }
    }
}
