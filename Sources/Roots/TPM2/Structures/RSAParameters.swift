public import Wire

/// TPMS_RSA_PARMS — Part 2, 12.2.3.5
public struct RSAParameters: Hashable, Sendable {
    /// Null unless the key is a restricted decryption key: a storage parent.
    public var symmetric: SymmetricDefinition
    public var scheme: Scheme
    public var keyBits: UInt16
    /// 0 stands for 65,537.
    public var exponent: UInt32

    public init(symmetric: SymmetricDefinition, scheme: Scheme, keyBits: UInt16, exponent: UInt32) {
        self.symmetric = symmetric
        self.scheme = scheme
        self.keyBits = keyBits
        self.exponent = exponent
    }

    /// The public exponent itself.
    public var publicExponent: UInt32 { exponent == 0 ? 65_537 : exponent }
}

extension RSAParameters: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(symmetric: read(), scheme: read(), keyBits: read(), exponent: read())
    }

    public func write(to write: inout WireWriter) { write(symmetric, scheme, keyBits, exponent) }
}
