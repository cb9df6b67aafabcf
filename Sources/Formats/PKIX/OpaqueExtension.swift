/// An extension of a certificate that is not understood here — RFC 5280, 4.2: its value as it came.
public struct OpaqueExtension: Hashable, Sendable {
    public var type: OID
    public var isCritical: Bool
    /// The content of extnValue: usually one DER value, which nobody has read yet.
    public var value: [UInt8]
    /// Octets from the beginning of the certificate to ``value``.
    public var offset: Int

    public init(type: OID, isCritical: Bool, value: [UInt8], offset: Int) {
        self.type = type
        self.isCritical = isCritical
        self.value = value
        self.offset = offset
    }
}
