public import Wire

/// TPM2_GetTestResult — Part 3, 10.4: the outcome of the self-test; one of the two commands that answer in failure
/// mode.
public struct GetTestResult: Command {
    public static let code = CommandCode.getTestResult

    public init() {}

    public struct Response: CommandResponse {
        /// The manufacturer's own words.
        public var outData: Buffer
        public var testResult: ResponseCode

        public init(from read: inout ResponseReader) throws(WireError) {
            outData = try read()
            testResult = try read()
        }
    }
}
