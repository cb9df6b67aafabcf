/// TPM2_Startup — Part 3, 9.3: the first command after power-on or reset; the platform's firmware sends it.
public struct Startup: Command {
    public static let code = CommandCode.startup

    public var startupType: StartupType

    public init(startupType: StartupType = .clear) {
        self.startupType = startupType
    }

    public func writeParameters(to write: inout ParameterWriter) { write(startupType) }

    public typealias Response = NoResponse
}
