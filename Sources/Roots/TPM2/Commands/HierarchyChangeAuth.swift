/// TPM2_HierarchyChangeAuth — Part 3, 24.8: a new authorization value for a hierarchy: send it encrypted.
public struct HierarchyChangeAuth: Command {
    public static let code = CommandCode.hierarchyChangeAuth

    /// USER
    public var authHandle: Entity
    /// A secret.
    public var newAuth: Buffer

    public init(authHandle: Entity, newAuth: Buffer) {
        self.authHandle = authHandle
        self.newAuth = newAuth
    }

    public var handles: [CommandHandle] { [.authorized(authHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(newAuth) }
    public var newAuthorization: [UInt8]? { newAuth.bytes }

    public typealias Response = NoResponse
}
