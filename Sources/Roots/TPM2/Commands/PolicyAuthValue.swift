/// TPM2_PolicyAuthValue — Part 3, 23.17: the object's authorization value is proven by HMAC; ``TPM/satisfy(_:in:)``
/// also tells the session.
public struct PolicyAuthValue: Command {
    public static let code = CommandCode.policyAuthValue

    public var policySession: Entity

    public init(policySession: Entity) {
        self.policySession = policySession
    }

    public var handles: [CommandHandle] { [.named(policySession)] }

    public typealias Response = NoResponse
}
