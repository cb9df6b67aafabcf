public import FIT

/// What a FIT shall hold, as a person describes it: the small form of U-Boot's image source (`.its`), for what most boards
/// need. ``init(json:)`` reads it, ``compile(_:)`` makes the tree.
public struct FITDescription: Hashable, Sendable {
    /// A node of `/images`, and the file with its data.
    public struct Image: Hashable, Sendable {
        public var name: String
        /// As it is written; whoever opens it knows from where it counts.
        public var file: String
        public var description: String?
        /// The four by mkimage's names: `kernel`, `arm64`, `linux`, `gzip`.
        public var type: String
        public var architecture: String?
        public var operatingSystem: String?
        public var compression: String
        public var loadAddress: UInt64?
        public var entryAddress: UInt64?
        /// `sha256`, `sha384`, `sha512`, and `crc32` beside one of them.
        public var hashes: [String]
    }

    /// A signature node that is left to be filled.
    public struct Signature: Hashable, Sendable {
        public var algorithm: FITAlgorithm
        public var keyName: String
        public var padding: FITPadding?
    }

    /// A node of `/configurations`.
    public struct Configuration: Hashable, Sendable {
        public var name: String
        public var description: String?
        public var compatible: [String]
        /// What it uses, in order: `kernel`, `fdt`, `ramdisk`, …, and the images' names.
        public var references: [Reference]
        public var signatures: [Signature]
    }

    public struct Reference: Hashable, Sendable {
        public var property: String
        public var images: [String]
    }

    public var description: String
    public var images: [Image]
    public var configurations: [Configuration]
    public var defaultConfiguration: String
}
