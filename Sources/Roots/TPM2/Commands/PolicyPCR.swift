/// TPM2_PolicyPCR — Part 3, 23.7: the PCRs have these values.
public struct PolicyPCR: Command {
    public static let code = CommandCode.policyPCR

    public var policySession: Entity
    /// Empty takes the values as they are: never for a check, fine when the digest decides.
    public var pcrDigest: Buffer
    public var pcrs: List<PCRSelection>

    public init(policySession: Entity, pcrDigest: Buffer = [], pcrs: List<PCRSelection>) {
        self.policySession = policySession
        self.pcrDigest = pcrDigest
        self.pcrs = pcrs
    }

    public var handles: [CommandHandle] { [.named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(pcrDigest, pcrs) }

    public typealias Response = NoResponse
}
