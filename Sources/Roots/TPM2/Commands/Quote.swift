public import Wire

/// TPM2_Quote — Part 3, 18.4: signs the values of PCRs.
public struct Quote: Command {
    public static let code = CommandCode.quote

    /// USER
    public var signHandle: Entity
    /// The verifier's nonce.
    public var qualifyingData: Buffer
    public var inScheme: Scheme
    public var pcrSelect: List<PCRSelection>

    public init(signHandle: Entity, qualifyingData: Buffer, inScheme: Scheme = .null, pcrSelect: List<PCRSelection>) {
        self.signHandle = signHandle
        self.qualifyingData = qualifyingData
        self.inScheme = inScheme
        self.pcrSelect = pcrSelect
    }

    public var handles: [CommandHandle] { [.authorized(signHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(qualifyingData, inScheme, pcrSelect) }

    public struct Response: CommandResponse {
        /// TPM2B_ATTEST: the octets that were signed.
        public var quoted: Buffer
        public var signature: Signature

        public init(from read: inout ResponseReader) throws(WireError) {
            quoted = try read()
            signature = try read()
        }
    }
}
