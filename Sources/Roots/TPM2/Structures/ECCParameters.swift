public import Wire

/// TPMS_ECC_PARMS — Part 2, 12.2.3.6
public struct ECCParameters: Hashable, Sendable {
    /// Null unless the key is a restricted decryption key: a storage parent.
    public var symmetric: SymmetricDefinition
    public var scheme: Scheme
    public var curveID: ECCCurve
    public var kdf: Scheme

    public init(symmetric: SymmetricDefinition, scheme: Scheme, curveID: ECCCurve, kdf: Scheme) {
        self.symmetric = symmetric
        self.scheme = scheme
        self.curveID = curveID
        self.kdf = kdf
    }
}

extension ECCParameters: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(symmetric: read(), scheme: read(), curveID: read(), kdf: read())
    }

    public func write(to write: inout WireWriter) { write(symmetric, scheme, curveID, kdf) }
}
