internal import Digests
public import Model
public import TrustedFirmware

/// A firmware image package that is read in parts: its table, and its images where they lie.
public struct FirmwarePackage<Source: OctetSource>: Sendable {
    public let source: Source
    public let table: TableOfContents

    /// - Throws: ``BedplateError/Code/malformed`` with the place when the table cannot be read.
    public init(_ source: Source) throws(BedplateError) {
        self.source = source
        switch try Self.table(of: source) {
        case .success(let table): self.table = table
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "the table of contents is refused: \(error.reason.rawValue)",
                cause: error,
                location: "byte \(error.offset)"
            )
        }
    }

    /// The image's octets, as a source of their own; nil if it is not in the package.
    public subscript(_ uuid: ImageUUID) -> ImageRegion? {
        table[uuid].map { ImageRegion(of: source, $0.range) }
    }

    static func table(of source: Source) throws(BedplateError) -> Result<TableOfContents, TableError> {
        let prefix = try source.prefix(TableOfContents.sizeLimit)
        do { return .success(try TableOfContents(prefix, ofPackage: source.count)) } catch { return .failure(error) }
    }
}

extension OctetSource {
    /// The place of the first octet in the range that is not zero; nil if all are.
    func firstNonzero(in range: Range<Int>) throws(BedplateError) -> Int? {
        var place = range.lowerBound
        var found: Int?
        try forEachChunk(in: range) { (chunk) throws(BedplateError) in
            if found == nil, let first = chunk.firstIndex(where: { $0 != 0 }) { found = place + first }
            place += chunk.count
        }
        return found
    }
}
