public import Wire

/// TPM2_Unseal — Part 3, 12.7: the data of a sealed object.
public struct Unseal: Command {
    public static let code = CommandCode.unseal

    /// USER
    public var itemHandle: Entity

    public init(itemHandle: Entity) {
        self.itemHandle = itemHandle
    }

    public var handles: [CommandHandle] { [.authorized(itemHandle)] }

    public struct Response: CommandResponse {
        /// A secret.
        public var outData: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            outData = try read()
        }
    }
}
