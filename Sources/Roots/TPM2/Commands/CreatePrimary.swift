public import Wire

/// TPM2_CreatePrimary — Part 3, 24.1: makes the one key that the hierarchy's seed and the template yield.
public struct CreatePrimary: Command {
    public static let code = CommandCode.createPrimary

    /// USER: the hierarchy.
    public var primaryHandle: Entity
    public var inSensitive: Sized<SensitiveCreate>
    public var inPublic: Sized<Public>
    public var outsideInfo: Buffer
    public var creationPCR: List<PCRSelection>

    public init(
        primaryHandle: Entity,
        inSensitive: Sized<SensitiveCreate> = Sized(SensitiveCreate()),
        inPublic: Sized<Public>,
        outsideInfo: Buffer = [],
        creationPCR: List<PCRSelection> = List()
    ) {
        self.primaryHandle = primaryHandle
        self.inSensitive = inSensitive
        self.inPublic = inPublic
        self.outsideInfo = outsideInfo
        self.creationPCR = creationPCR
    }

    public var handles: [CommandHandle] { [.authorized(primaryHandle)] }
    public func writeParameters(to write: inout ParameterWriter) {
        write(inSensitive, inPublic, outsideInfo, creationPCR)
    }

    public struct Response: CommandResponse {
        public var objectHandle: Handle
        public var outPublic: Sized<Public>
        public var creationData: Sized<CreationData>
        public var creationHash: Buffer
        public var creationTicket: Ticket
        /// As the TPM says it; ours is computed from `outPublic`.
        public var name: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            objectHandle = read.handle()
            outPublic = try read()
            creationData = try read()
            creationHash = try read()
            creationTicket = try read()
            name = try read()
        }
    }
}
