import Wire

/// TPMU_ATTEST — Part 2, 10.12.11, selected by ``Attest/type``.
public enum Attested: Hashable, Sendable {
    /// TPMS_CERTIFY_INFO — 10.12.3
    case certify(name: Buffer, qualifiedName: Buffer)
    /// TPMS_QUOTE_INFO — 10.12.4: the signed selection, and the digest of the selected PCRs in its order.
    case quote(pcrSelect: List<PCRSelection>, pcrDigest: Buffer)
    /// TPMS_CREATION_INFO — 10.12.7
    case creation(objectName: Buffer, creationHash: Buffer)
    /// TPMS_TIME_ATTEST_INFO — 10.12.2
    case time(TimeInfo, firmwareVersion: UInt64)
    /// A type that is not used here, as it came.
    case other([UInt8])

    init(_ type: StructureTag, from read: inout WireReader) throws(WireError) {
        switch type {
        case .attestCertify: self = try .certify(name: read(), qualifiedName: read())
        case .attestQuote: self = try .quote(pcrSelect: read(), pcrDigest: read())
        case .attestCreation: self = try .creation(objectName: read(), creationHash: read())
        case .attestTime: self = try .time(read(), firmwareVersion: read())
        default: self = .other(read.rest())
        }
    }

    func write(to write: inout WireWriter) {
        switch self {
        case .certify(let name, let qualifiedName): write(name, qualifiedName)
        case .quote(let pcrSelect, let pcrDigest): write(pcrSelect, pcrDigest)
        case .creation(let objectName, let creationHash): write(objectName, creationHash)
        case .time(let time, let firmwareVersion): write(time, firmwareVersion)
        case .other(let bytes): write.append(bytes)
        }
    }
}
