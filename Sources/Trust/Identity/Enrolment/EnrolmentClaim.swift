/// What a device says of itself when it asks to be enrolled. Every field is a claim; the judge says which of them hold.
public struct EnrolmentClaim: Hashable, Sendable {
    /// The EK certificate as read from NV: DER, perhaps in a wrapper, perhaps padded.
    public var endorsementCertificate: [UInt8]
    /// DER
    public var intermediates: [[UInt8]]
    /// TPMT_PUBLIC
    public var endorsementKey: [UInt8]
    /// TPMT_PUBLIC
    public var attestationKey: [UInt8]
    /// TPM_PT_MANUFACTURER as text.
    public var manufacturer: String
    /// The vendor strings, joined.
    public var model: String
    public var firmwareVersion: UInt64

    public init(
        endorsementCertificate: [UInt8],
        intermediates: [[UInt8]],
        endorsementKey: [UInt8],
        attestationKey: [UInt8],
        manufacturer: String,
        model: String,
        firmwareVersion: UInt64
    ) {
        self.endorsementCertificate = endorsementCertificate
        self.intermediates = intermediates
        self.endorsementKey = endorsementKey
        self.attestationKey = attestationKey
        self.manufacturer = manufacturer
        self.model = model
        self.firmwareVersion = firmwareVersion
    }
}
