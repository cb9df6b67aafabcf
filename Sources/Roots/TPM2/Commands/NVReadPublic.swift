public import Wire

/// TPM2_NV_ReadPublic — Part 3, 31.6: an NV index's public area and Name: a claim, unless made over a session that
/// authenticates it.
public struct NVReadPublic: Command {
    public static let code = CommandCode.nvReadPublic

    public var nvIndex: Entity

    public init(nvIndex: Entity) {
        self.nvIndex = nvIndex
    }

    public var handles: [CommandHandle] { [.named(nvIndex)] }

    public struct Response: CommandResponse {
        public var nvPublic: Sized<NVPublic>
        public var nvName: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            nvPublic = try read()
            nvName = try read()
        }
    }
}
