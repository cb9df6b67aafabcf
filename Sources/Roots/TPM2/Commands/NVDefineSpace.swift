/// TPM2_NV_DefineSpace — Part 3, 31.3: makes an NV index.
public struct NVDefineSpace: Command {
    public static let code = CommandCode.nvDefineSpace

    /// USER: owner or platform.
    public var authHandle: Entity
    /// A secret.
    public var auth: Buffer
    public var publicInfo: Sized<NVPublic>

    public init(authHandle: Entity, auth: Buffer = [], publicInfo: Sized<NVPublic>) {
        self.authHandle = authHandle
        self.auth = auth
        self.publicInfo = publicInfo
    }

    public var handles: [CommandHandle] { [.authorized(authHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(auth, publicInfo) }

    public typealias Response = NoResponse
}
