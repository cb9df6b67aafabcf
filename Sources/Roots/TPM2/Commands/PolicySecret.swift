public import Wire

/// TPM2_PolicySecret — Part 3, 23.4: the policy needs the authorization of another entity.
public struct PolicySecret: Command {
    public static let code = CommandCode.policySecret

    /// USER
    public var authHandle: Entity
    public var policySession: Entity
    public var nonceTPM: Buffer
    public var cpHashA: Buffer
    public var policyRef: Buffer
    /// Seconds, a two's complement number; negative asks for a ticket.
    public var expiration: UInt32

    public init(
        authHandle: Entity,
        policySession: Entity,
        nonceTPM: Buffer = [],
        cpHashA: Buffer = [],
        policyRef: Buffer = [],
        expiration: UInt32 = 0
    ) {
        self.authHandle = authHandle
        self.policySession = policySession
        self.nonceTPM = nonceTPM
        self.cpHashA = cpHashA
        self.policyRef = policyRef
        self.expiration = expiration
    }

    public var handles: [CommandHandle] { [.authorized(authHandle), .named(policySession)] }
    public func writeParameters(to write: inout ParameterWriter) { write(nonceTPM, cpHashA, policyRef, expiration) }

    public struct Response: CommandResponse {
        public var timeout: Buffer
        public var policyTicket: Ticket

        public init(from read: inout ResponseReader) throws(WireError) {
            timeout = try read()
            policyTicket = try read()
        }
    }
}
