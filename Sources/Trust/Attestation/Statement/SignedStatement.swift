/// What a TPM signed, as it travels: the structure's octets, and the signature.
public struct SignedStatement: Hashable, Sendable {
    /// TPMS_ATTEST
    public var attest: [UInt8]
    /// TPMT_SIGNATURE
    public var signature: [UInt8]

    public init(attest: [UInt8], signature: [UInt8]) {
        self.attest = attest
        self.signature = signature
    }
}
