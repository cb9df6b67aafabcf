internal import Crypto
internal import Wire

/// A hash of the ledger's Merkle tree: 32 octets of SHA-256 — RFC 6962, 2.1; C2SP merkle-tree.
public struct TreeHash: Hashable, Sendable {
    /// Octets of a hash.
    public static let size = 32

    /// Always 32 octets.
    public let bytes: [UInt8]

    /// The hash with these octets; nil unless there are 32.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.size else { return nil }
        self.bytes = [UInt8](bytes)
    }

    /// The hash of an entry: SHA-256(0x00 ‖ entry).
    public init(leaf entry: [UInt8]) {
        var hasher = SHA256()
        hasher.update(data: Self.leafPrefix)
        hasher.update(data: entry)
        bytes = [UInt8](hasher.finalize())
    }

    /// The hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
    public init(_ left: TreeHash, _ right: TreeHash) {
        var hasher = SHA256()
        hasher.update(data: Self.nodePrefix)
        hasher.update(data: left.bytes)
        hasher.update(data: right.bytes)
        bytes = [UInt8](hasher.finalize())
    }

    private init(digest: SHA256Digest) { bytes = [UInt8](digest) }

    /// The root of the tree without entries: SHA-256 of nothing.
    public static let emptyTree = TreeHash(digest: SHA256.hash(data: [UInt8]()))

    private static let leafPrefix: [UInt8] = [0x00]
    private static let nodePrefix: [UInt8] = [0x01]
}

extension TreeHash: CustomStringConvertible {
    /// Lower-case hexadecimal.
    public var description: String { Hexadecimal.encode(bytes) }
}
