internal import Digests

/// A hash node of an image: `algo` and `value`, over the image's data.
public struct FITHash: Hashable, Sendable {
    public var path: String
    /// As it is written: `sha256`, `crc32`; nil when missing or no string.
    public var algorithm: String?
    public var value: [UInt8]?
    /// Of the node.
    public var offset: Int
}

extension FITHash {
    /// Whether it is SHA-256 or better: an attacker cannot find other data for it.
    public var protects: Bool { algorithm.flatMap(HashAlgorithm.init(named:))?.isAccepted ?? false }
}
