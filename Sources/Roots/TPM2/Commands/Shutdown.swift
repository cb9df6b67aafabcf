/// TPM2_Shutdown — Part 3, 9.4: prepares for loss of power.
public struct Shutdown: Command {
    public static let code = CommandCode.shutdown

    public var shutdownType: StartupType

    public init(shutdownType: StartupType = .clear) {
        self.shutdownType = shutdownType
    }

    public func writeParameters(to write: inout ParameterWriter) { write(shutdownType) }

    public typealias Response = NoResponse
}
