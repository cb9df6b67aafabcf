public import Wire

/// TPMS_CREATION_DATA — Part 2, 15.1
public struct CreationData: Hashable, Sendable {
    public var pcrSelect: List<PCRSelection>
    public var pcrDigest: Buffer
    /// TPMA_LOCALITY
    public var locality: UInt8
    public var parentNameAlg: Algorithm
    public var parentName: Buffer
    public var parentQualifiedName: Buffer
    public var outsideInfo: Buffer

    public init(
        pcrSelect: List<PCRSelection>,
        pcrDigest: Buffer,
        locality: UInt8,
        parentNameAlg: Algorithm,
        parentName: Buffer,
        parentQualifiedName: Buffer,
        outsideInfo: Buffer
    ) {
        self.pcrSelect = pcrSelect
        self.pcrDigest = pcrDigest
        self.locality = locality
        self.parentNameAlg = parentNameAlg
        self.parentName = parentName
        self.parentQualifiedName = parentQualifiedName
        self.outsideInfo = outsideInfo
    }
}

extension CreationData: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        try self.init(
            pcrSelect: read(),
            pcrDigest: read(),
            locality: read(),
            parentNameAlg: read(),
            parentName: read(),
            parentQualifiedName: read(),
            outsideInfo: read()
        )
    }

    public func write(to write: inout WireWriter) {
        write(pcrSelect, pcrDigest, locality, parentNameAlg, parentName, parentQualifiedName, outsideInfo)
    }
}
