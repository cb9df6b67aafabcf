public import Wire

/// TPMS_SENSITIVE_CREATE — Part 2, 11.1.15. A secret: never printed.
public struct SensitiveCreate: Hashable, Sendable {
    public var userAuth: Buffer
    /// Empty when the TPM is to generate the sensitive data.
    public var data: Buffer

    public init(userAuth: Buffer = [], data: Buffer = []) {
        self.userAuth = userAuth
        self.data = data
    }
}

extension SensitiveCreate: Wire {
    public init(from read: inout WireReader) throws(WireError) { try self.init(userAuth: read(), data: read()) }
    public func write(to write: inout WireWriter) { write(userAuth, data) }
}

extension SensitiveCreate: CustomStringConvertible, CustomReflectable {
    public var description: String { "TPMS_SENSITIVE_CREATE (hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
