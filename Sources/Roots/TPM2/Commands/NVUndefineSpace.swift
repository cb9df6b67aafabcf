/// TPM2_NV_UndefineSpace — Part 3, 31.4: removes an NV index.
public struct NVUndefineSpace: Command {
    public static let code = CommandCode.nvUndefineSpace

    /// USER: owner or platform.
    public var authHandle: Entity
    public var nvIndex: Entity

    public init(authHandle: Entity, nvIndex: Entity) {
        self.authHandle = authHandle
        self.nvIndex = nvIndex
    }

    public var handles: [CommandHandle] { [.authorized(authHandle), .named(nvIndex)] }

    public typealias Response = NoResponse
}
