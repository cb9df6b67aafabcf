/// TPM2_PolicyOR — Part 3, 23.6: the policy so far is one of these.
public struct PolicyOR: Command {
    public static let code = CommandCode.policyOR

    public var policySession: Entity
    /// Two to eight digests.
    public var pHashList: List<Buffer>

    public init(policySession: Entity, pHashList: List<Buffer>) {
        self.policySession = policySession
        self.pHashList = pHashList
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(pHashList) }

    public typealias Response = NoResponse
}
