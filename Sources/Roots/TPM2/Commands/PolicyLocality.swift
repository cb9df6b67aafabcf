/// TPM2_PolicyLocality — Part 3, 23.8: the command arrives at one of these localities.
public struct PolicyLocality: Command {
    public static let code = CommandCode.policyLocality

    public var policySession: Entity
    /// TPMA_LOCALITY
    public var locality: UInt8

    public init(policySession: Entity, locality: UInt8) {
        self.policySession = policySession
        self.locality = locality
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(locality) }

    public typealias Response = NoResponse
}
