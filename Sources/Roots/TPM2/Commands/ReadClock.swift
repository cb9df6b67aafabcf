public import Wire

/// TPM2_ReadClock — Part 3, 29.1: the TPM's time.
public struct ReadClock: Command {
    public static let code = CommandCode.readClock

    public init() {}

    public struct Response: CommandResponse {
        public var currentTime: TimeInfo

        public init(from read: inout ResponseReader) throws(WireError) {
            currentTime = try read()
        }
    }
}
