/// TPM2_PolicyNameHash — Part 3, 23.14: only for objects with these Names.
public struct PolicyNameHash: Command {
    public static let code = CommandCode.policyNameHash

    public var policySession: Entity
    public var nameHash: Buffer

    public init(policySession: Entity, nameHash: Buffer) {
        self.policySession = policySession
        self.nameHash = nameHash
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(nameHash) }

    public typealias Response = NoResponse
}
