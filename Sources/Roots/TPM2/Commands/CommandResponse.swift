public import Wire

/// The response of a command: its handle, if it has one, then its parameters.
public protocol CommandResponse: Sendable {
    /// Reads the parameters in order; ``ResponseReader/handle()`` comes first where the response has a handle.
    init(from read: inout ResponseReader) throws(WireError)
}

/// The response of a command that returns nothing but success.
public struct NoResponse: CommandResponse {
    public init(from read: inout ResponseReader) throws(WireError) {}
}

/// What the layout of a response says before there is one.
struct ResponseShape {
    var hasHandle: Bool
    var firstIsSized: Bool
}

extension CommandResponse {
    /// Lets the response read from nothing, and sees what it asks for first.
    static var shape: ResponseShape {
        let nothing: [UInt8] = []
        var probe = ResponseReader(WireReader(nothing.span), handle: nil)
        _ = try? Self(from: &probe)
        return ResponseShape(hasHandle: probe.wantsHandle, firstIsSized: probe.firstIsSized)
    }
}
