/// The header and the table of contents of a firmware image package (FIP) — TF-A, `fip_toc_header_t`,
/// `fip_toc_entry_t`, little-endian:
///
/// ```text
/// header  u32 0xAA640001, u32 serial number, u64 flags
/// entry   UUID 16 octets, u64 offset, u64 size, u64 flags      for each image
/// end     UUID of zeros,  u64 size of the package, u64 0, u64 0
/// ```
///
/// Nothing here is signed: a device finds images by it, and believes what it finds only for their certificates.
public struct TableOfContents: Hashable, Sendable {
    /// Not zero; fiptool writes 0x12345678. A boot loader checks no more of it.
    public var serialNumber: UInt32
    /// Bits 32 to 47 of the flags: the platform's.
    public var platformFlags: UInt16
    public var entries: [Entry]
    /// Octets of the whole package, as the last entry says it.
    public var packageSize: Int

    /// An image's place in the package.
    public struct Entry: Hashable, Sendable {
        public var uuid: ImageUUID
        /// Octets from the beginning of the package.
        public var offset: Int
        /// Octets; at least 1.
        public var count: Int

        public init(uuid: ImageUUID, offset: Int, count: Int) {
            self.uuid = uuid
            self.offset = offset
            self.count = count
        }

        public var range: Range<Int> { offset..<(offset + count) }
    }

    /// The most images of a package: TF-A's own table has 34, and platforms add a few.
    public static let entryLimit = 96

    /// The most octets that header and table take: what must be read to parse any table.
    public static let sizeLimit = headerSize + entrySize * (entryLimit + 1)

    static let magic: UInt32 = 0xAA64_0001
    static let headerSize = 16
    static let entrySize = 40

    /// The serial number that fiptool writes.
    public static let usualSerialNumber: UInt32 = 0x1234_5678

    public init(serialNumber: UInt32, platformFlags: UInt16, entries: [Entry], packageSize: Int) {
        self.serialNumber = serialNumber
        self.platformFlags = platformFlags
        self.entries = entries
        self.packageSize = packageSize
    }

    /// Octets of header and table.
    public var count: Int { Self.headerSize + Self.entrySize * (entries.count + 1) }

    public subscript(_ uuid: ImageUUID) -> Entry? { entries.first { $0.uuid == uuid } }

    /// Octets from the beginning of the package to the entry at this place in the table.
    public static func offset(ofEntry place: Int) -> Int { headerSize + entrySize * place }

    /// Whether octets begin like a package. Cheap, and no more than a guess.
    public static func recognises(_ prefix: [UInt8]) -> Bool {
        prefix.starts(with: [0x01, 0x00, 0x64, 0xAA])
    }
}
