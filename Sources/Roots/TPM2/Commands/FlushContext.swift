/// TPM2_FlushContext — Part 3, 28.4: removes a transient object or session.
public struct FlushContext: Command {
    public static let code = CommandCode.flushContext

    /// A parameter, not in the handle area: it has no Name and needs no authorization.
    public var flushHandle: Handle

    public init(flushHandle: Handle) {
        self.flushHandle = flushHandle
    }

    public func writeParameters(to write: inout ParameterWriter) { write(flushHandle) }

    public typealias Response = NoResponse
}
