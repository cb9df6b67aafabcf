public import Wire

/// TPMT_SENSITIVE — Part 2, 12.3.2.4. A secret: never printed.
public struct Sensitive: Hashable, Sendable {
    // sensitiveType: TPMI_ALG_PUBLIC
    public var sensitiveType: Algorithm
    public var authValue: Buffer
    /// For a parent, the seed of its children's protection; for other objects, obfuscation of the unique value.
    public var seedValue: Buffer
    /// TPMU_SENSITIVE_COMPOSITE: prime, private scalar, key or data; each is a TPM2B.
    public var sensitive: Buffer

    public init(sensitiveType: Algorithm, authValue: Buffer, seedValue: Buffer, sensitive: Buffer) {
        self.sensitiveType = sensitiveType
        self.authValue = authValue
        self.seedValue = seedValue
        self.sensitive = sensitive
    }
}

extension Sensitive: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(sensitiveType: read(), authValue: read(), seedValue: read(), sensitive: read())
    }

    public func write(to write: inout WireWriter) { write(sensitiveType, authValue, seedValue, sensitive) }
}

extension Sensitive: CustomStringConvertible, CustomReflectable {
    public var description: String { "TPMT_SENSITIVE (hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
