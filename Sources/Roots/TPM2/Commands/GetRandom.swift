public import Wire

/// TPM2_GetRandom — Part 3, 16.1: random octets; the TPM may return fewer than asked for.
public struct GetRandom: Command {
    public static let code = CommandCode.getRandom

    public var bytesRequested: UInt16

    public init(bytesRequested: UInt16) {
        self.bytesRequested = bytesRequested
    }

    public func writeParameters(to write: inout ParameterWriter) { write(bytesRequested) }

    public struct Response: CommandResponse {
        public var randomBytes: Buffer

        public init(from read: inout ResponseReader) throws(WireError) {
            randomBytes = try read()
        }
    }
}
