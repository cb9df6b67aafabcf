/// TPM2_Clear — Part 3, 24.6: erases the owner's and endorsement hierarchies' objects and values: nothing here sends it
/// on its own.
public struct Clear: Command {
    public static let code = CommandCode.clear

    /// USER: lockout or platform.
    public var authHandle: Entity

    public init(authHandle: Entity) {
        self.authHandle = authHandle
    }

    public var handles: [CommandHandle] { [.authorized(authHandle)] }
    public var newAuthorization: [UInt8]? { authHandle.handle == .lockout ? [] : nil }

    public typealias Response = NoResponse
}
