/// TPM2_NV_Write — Part 3, 31.7: writes a part of an NV index.
public struct NVWrite: Command {
    public static let code = CommandCode.nvWrite

    /// USER: the index itself, owner or platform.
    public var authHandle: Entity
    public var nvIndex: Entity
    public var data: Buffer
    public var offset: UInt16

    public init(authHandle: Entity, nvIndex: Entity, data: Buffer, offset: UInt16 = 0) {
        self.authHandle = authHandle
        self.nvIndex = nvIndex
        self.data = data
        self.offset = offset
    }

    public var handles: [CommandHandle] { [.authorized(authHandle), .named(nvIndex)] }
    public func writeParameters(to write: inout ParameterWriter) { write(data, offset) }

    public typealias Response = NoResponse
}
