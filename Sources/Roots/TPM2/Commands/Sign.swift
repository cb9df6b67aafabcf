public import Wire

/// TPM2_Sign — Part 3, 20.2: signs a digest; a restricted key only with a ticket that the TPM made the message's digest
/// itself.
public struct Sign: Command {
    public static let code = CommandCode.sign

    /// USER
    public var keyHandle: Entity
    public var digest: Buffer
    public var inScheme: Scheme
    public var validation: Ticket

    public init(
        keyHandle: Entity,
        digest: Buffer,
        inScheme: Scheme = .null,
        validation: Ticket = Ticket(tag: .hashCheck, hierarchy: .null, digest: [])
    ) {
        self.keyHandle = keyHandle
        self.digest = digest
        self.inScheme = inScheme
        self.validation = validation
    }

    public var handles: [CommandHandle] { [.authorized(keyHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(digest, inScheme, validation) }

    public struct Response: CommandResponse {
        public var signature: Signature

        public init(from read: inout ResponseReader) throws(WireError) {
            signature = try read()
        }
    }
}
