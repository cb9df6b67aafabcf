public import Wire

/// TPM2_Load — Part 3, 12.2: loads an object under its parent.
public struct Load: Command {
    public static let code = CommandCode.load

    /// USER
    public var parentHandle: Entity
    public var inPrivate: Buffer
    public var inPublic: Sized<Public>

    public init(parentHandle: Entity, inPrivate: Buffer, inPublic: Sized<Public>) {
        self.parentHandle = parentHandle
        self.inPrivate = inPrivate
        self.inPublic = inPublic
    }

    public var handles: [CommandHandle] { [.authorized(parentHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(inPrivate, inPublic) }

    public struct Response: CommandResponse {
        public var objectHandle: Handle
        /// As the TPM says it; ours is computed from `inPublic`.
        public var name: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            objectHandle = read.handle()
            name = try read()
        }
    }
}
