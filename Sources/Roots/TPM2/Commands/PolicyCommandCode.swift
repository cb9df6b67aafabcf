/// TPM2_PolicyCommandCode — Part 3, 23.11: only this command.
public struct PolicyCommandCode: Command {
    public static let code = CommandCode.policyCommandCode

    public var policySession: Entity
    public var commandCode: CommandCode

    public init(policySession: Entity, commandCode: CommandCode) {
        self.policySession = policySession
        self.commandCode = commandCode
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(commandCode) }

    public typealias Response = NoResponse
}
