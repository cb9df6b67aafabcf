public import Wire

/// TPM2_PolicyGetDigest — Part 3, 23.19: the session's policy digest.
public struct PolicyGetDigest: Command {
    public static let code = CommandCode.policyGetDigest

    public var policySession: Entity

    public init(policySession: Entity) {
        self.policySession = policySession
    }

    public var handles: [CommandHandle] { [.named(policySession)] }

    public struct Response: CommandResponse {
        public var policyDigest: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            policyDigest = try read()
        }
    }
}
