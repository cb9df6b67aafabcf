public import Wire

/// TPM2_Create — Part 3, 12.1: makes an object under a loaded parent.
public struct Create: Command {
    public static let code = CommandCode.create

    /// USER
    public var parentHandle: Entity
    public var inSensitive: Sized<SensitiveCreate>
    public var inPublic: Sized<Public>
    public var outsideInfo: Buffer
    public var creationPCR: List<PCRSelection>

    public init(
        parentHandle: Entity,
        inSensitive: Sized<SensitiveCreate> = Sized(SensitiveCreate()),
        inPublic: Sized<Public>,
        outsideInfo: Buffer = [],
        creationPCR: List<PCRSelection> = List()
    ) {
        self.parentHandle = parentHandle
        self.inSensitive = inSensitive
        self.inPublic = inPublic
        self.outsideInfo = outsideInfo
        self.creationPCR = creationPCR
    }

    public var handles: [CommandHandle] { [.authorized(parentHandle)] }
    public func writeParameters(to write: inout ParameterWriter) {
        write(inSensitive, inPublic, outsideInfo, creationPCR)
    }

    public struct Response: CommandResponse {
        /// The sensitive area, under the parent's protection.
        public var outPrivate: Buffer
        public var outPublic: Sized<Public>
        public var creationData: Sized<CreationData>
        public var creationHash: Buffer
        public var creationTicket: Ticket

        public init(from read: inout ResponseReader) throws(WireError) {
            outPrivate = try read()
            outPublic = try read()
            creationData = try read()
            creationHash = try read()
            creationTicket = try read()
        }
    }
}
