public import Wire

/// Reads a response's handle and parameters.
public struct ResponseReader: ~Escapable {
    private var wire: WireReader
    private let responseHandle: Handle?
    private(set) var wantsHandle = false
    private(set) var firstIsSized = false
    private var begun = false

    @_lifetime(copy wire)
    init(_ wire: consuming WireReader, handle: Handle?) {
        self.wire = wire
        self.responseHandle = handle
    }

    /// The handle, which travels before the parameters and is not among what a session authenticates.
    @_lifetime(self: copy self)
    public mutating func handle() -> Handle {
        wantsHandle = true
        return responseHandle ?? .null
    }

    /// Reads the parameter that the context asks for.
    @_lifetime(self: copy self)
    public mutating func callAsFunction<T: Wire>() throws(WireError) -> T {
        if !begun {
            begun = true
            firstIsSized = T.self is any SizedParameter.Type
        }
        return try wire()
    }

    func finish() throws(WireError) { try wire.finish() }
}
