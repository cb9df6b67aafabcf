/// TPM2_PolicyCpHash — Part 3, 23.13: only a command with these parameters.
public struct PolicyCpHash: Command {
    public static let code = CommandCode.policyCpHash

    public var policySession: Entity
    public var cpHashA: Buffer

    public init(policySession: Entity, cpHashA: Buffer) {
        self.policySession = policySession
        self.cpHashA = cpHashA
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(cpHashA) }

    public typealias Response = NoResponse
}
