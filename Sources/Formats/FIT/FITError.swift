/// Why a device tree is no FIT that is accepted here, and where.
public struct FITError: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// FDT_NOP: nobody writes it into a FIT, and tools disagree on whether it is hashed.
        case emptyToken
        /// A name with a unit address, such as `kernel@1`: libfdt finds it by `kernel` (CVE-2021-27138).
        case unitAddress
        /// `/description` is missing: U-Boot demands it.
        case description
        case noImages
        case noConfigurations
        /// `/configurations/default` is missing, or no string.
        case noDefault
        /// The default names a configuration that is not there.
        case unknownDefault
        /// A configuration names an image that is not there, or is no list of names.
        case reference
        /// A configuration that names no image.
        case noReference
        /// An image's data are missing, or there are two answers to where they are.
        case data
        /// External data that are not wholly inside the file, or inside the tree.
        case dataOutside
        /// `data` and its like in a node that is no image: nothing covers them there.
        case misplacedData
        /// An image node or configuration node has other children than hashes, signatures, cipher, dm-verity.
        case unknownNode
        /// More nodes than U-Boot hashes, or a longer path.
        case tooMany
    }

    public var reason: Reason
    /// Octets from the beginning of the file.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension FITError: CustomStringConvertible {
    public var description: String { "FIT: \(reason.rawValue) at byte \(offset)" }
}
