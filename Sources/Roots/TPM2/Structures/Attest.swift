public import Wire

/// TPMS_ATTEST — Part 2, 10.12.12: what the TPM says and signs.
///
/// Parsed without judging: a wrong magic is a value here and a finding where evidence is verified.
public struct Attest: Hashable, Sendable {
    /// TPM_GENERATED_VALUE when, and only when, the TPM made the structure.
    public var magic: UInt32
    /// TPMI_ST_ATTEST
    public var type: StructureTag
    /// The qualified Name of the key that signed: Name algorithm and digest.
    public var qualifiedSigner: Buffer
    /// What the caller asked to be signed with it: the nonce.
    public var extraData: Buffer
    public var clockInfo: ClockInfo
    /// Obfuscated unless the signing key is in the endorsement or platform hierarchy.
    public var firmwareVersion: UInt64
    /// [type]attested
    public var attested: Attested

    /// TPM_GENERATED_VALUE — Part 2, 6.2: 0xFF, "TCG".
    public static let generated: UInt32 = 0xFF54_4347

    public init(
        magic: UInt32 = Attest.generated,
        type: StructureTag,
        qualifiedSigner: Buffer,
        extraData: Buffer,
        clockInfo: ClockInfo,
        firmwareVersion: UInt64,
        attested: Attested
    ) {
        self.magic = magic
        self.type = type
        self.qualifiedSigner = qualifiedSigner
        self.extraData = extraData
        self.clockInfo = clockInfo
        self.firmwareVersion = firmwareVersion
        self.attested = attested
    }
}

extension Attest: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let magic: UInt32 = try read()
        let type: StructureTag = try read()
        try self.init(
            magic: magic,
            type: type,
            qualifiedSigner: read(),
            extraData: read(),
            clockInfo: read(),
            firmwareVersion: read(),
            attested: Attested(type, from: &read)
        )
    }

    public func write(to write: inout WireWriter) {
        write(magic, type, qualifiedSigner, extraData, clockInfo, firmwareVersion)
        attested.write(to: &write)
    }
}
