public import Wire

/// TPM2_CertifyCreation — Part 3, 18.3: proves how an object was made in this TPM.
public struct CertifyCreation: Command {
    public static let code = CommandCode.certifyCreation

    /// USER
    public var signHandle: Entity
    public var objectHandle: Entity
    public var qualifyingData: Buffer
    public var creationHash: Buffer
    public var inScheme: Scheme
    public var creationTicket: Ticket

    public init(
        signHandle: Entity,
        objectHandle: Entity,
        qualifyingData: Buffer,
        creationHash: Buffer,
        inScheme: Scheme = .null,
        creationTicket: Ticket
    ) {
        self.signHandle = signHandle
        self.objectHandle = objectHandle
        self.qualifyingData = qualifyingData
        self.creationHash = creationHash
        self.inScheme = inScheme
        self.creationTicket = creationTicket
    }

    public var handles: [CommandHandle] { [.authorized(signHandle), .named(objectHandle)] }
    public func writeParameters(to write: inout ParameterWriter) {
        write(qualifyingData, creationHash, inScheme, creationTicket)
    }

    public struct Response: CommandResponse {
        /// TPM2B_ATTEST: the octets that were signed.
        public var certifyInfo: Buffer
        public var signature: Signature

        public init(from read: inout ResponseReader) throws(WireError) {
            certifyInfo = try read()
            signature = try read()
        }
    }
}
