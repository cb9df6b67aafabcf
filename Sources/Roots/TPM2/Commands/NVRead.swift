public import Wire

/// TPM2_NV_Read — Part 3, 31.13: reads a part of an NV index.
public struct NVRead: Command {
    public static let code = CommandCode.nvRead

    /// USER: the index itself, owner or platform.
    public var authHandle: Entity
    public var nvIndex: Entity
    public var size: UInt16
    public var offset: UInt16

    public init(authHandle: Entity, nvIndex: Entity, size: UInt16, offset: UInt16 = 0) {
        self.authHandle = authHandle
        self.nvIndex = nvIndex
        self.size = size
        self.offset = offset
    }

    public var handles: [CommandHandle] { [.authorized(authHandle), .named(nvIndex)] }
    public func writeParameters(to write: inout ParameterWriter) { write(size, offset) }

    public struct Response: CommandResponse {
        public var data: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            data = try read()
        }
    }
}
