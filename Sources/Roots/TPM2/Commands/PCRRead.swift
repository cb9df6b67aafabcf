public import Wire

/// TPM2_PCR_Read — Part 3, 22.4: values of at most eight PCRs: a claim; only a quote is evidence.
public struct PCRRead: Command {
    public static let code = CommandCode.pcrRead

    public var pcrSelectionIn: List<PCRSelection>

    public init(pcrSelectionIn: List<PCRSelection>) {
        self.pcrSelectionIn = pcrSelectionIn
    }

    public func writeParameters(to write: inout ParameterWriter) { write(pcrSelectionIn) }

    public struct Response: CommandResponse {
        public var pcrUpdateCounter: UInt32
        public var pcrSelectionOut: List<PCRSelection>
        public var pcrValues: List<Buffer>

        public init(from read: inout ResponseReader) throws(WireError) {
            pcrUpdateCounter = try read()
            pcrSelectionOut = try read()
            pcrValues = try read()
        }
    }
}
