/// Why a table of contents is refused, and where.
public struct TableError: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// The package does not begin with 0xAA640001.
        case notPackage = "not-package"
        /// The package ends before the table does, or the table does not end.
        case truncated
        /// The serial number is zero: a boot loader takes that for no package.
        case zeroSerialNumber = "zero-serial-number"
        /// A flag is set that nobody defines, or the last row has a size.
        case reservedFlags = "reserved-flags"
        /// More than ``TableOfContents/entryLimit`` images.
        case tooManyImages = "too-many-images"
        /// The table ends without an image.
        case noImages = "no-images"
        /// A UUID stands twice: loaders take the first, other tools the last.
        case duplicateImage = "duplicate-image"
        /// An image has no octets.
        case emptyImage = "empty-image"
        /// Offset and size lead out of the package, or around the 64-bit number (CVE-2026-34878 class).
        case outsidePackage = "outside-package"
        /// An image begins within header or table.
        case insideTable = "inside-table"
        /// Two images share octets.
        case overlap
        /// The last row names another size than the package has: it is cut off, or something was appended.
        case packageSize = "package-size"
    }

    public var reason: Reason
    /// Octets from the beginning of the package.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension TableError: CustomStringConvertible {
    public var description: String { "\(reason.rawValue) at byte \(offset)" }
}
