/// TPM2_PolicyRestart — Part 3, 11.2: returns a policy session to its beginning.
public struct PolicyRestart: Command {
    public static let code = CommandCode.policyRestart

    public var sessionHandle: Entity

    public init(sessionHandle: Entity) {
        self.sessionHandle = sessionHandle
    }

    public var handles: [CommandHandle] { [.named(sessionHandle)] }

    public typealias Response = NoResponse
}
