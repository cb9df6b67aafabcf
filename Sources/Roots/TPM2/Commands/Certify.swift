public import Wire

/// TPM2_Certify — Part 3, 18.2: proves that an object is loaded in this TPM.
public struct Certify: Command {
    public static let code = CommandCode.certify

    /// ADMIN
    public var objectHandle: Entity
    /// USER
    public var signHandle: Entity
    public var qualifyingData: Buffer
    public var inScheme: Scheme

    public init(objectHandle: Entity, signHandle: Entity, qualifyingData: Buffer, inScheme: Scheme = .null) {
        self.objectHandle = objectHandle
        self.signHandle = signHandle
        self.qualifyingData = qualifyingData
        self.inScheme = inScheme
    }

    public var handles: [CommandHandle] { [.authorized(objectHandle), .authorized(signHandle)] }
    public func writeParameters(to write: inout ParameterWriter) { write(qualifyingData, inScheme) }

    public struct Response: CommandResponse {
        /// TPM2B_ATTEST: the octets that were signed; parse them with ``Attest``.
        public var certifyInfo: Buffer
        public var signature: Signature

        public init(from read: inout ResponseReader) throws(WireError) {
            certifyInfo = try read()
            signature = try read()
        }
    }
}
