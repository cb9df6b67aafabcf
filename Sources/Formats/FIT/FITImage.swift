/// A node of `/images`.
public struct FITImage: Hashable, Sendable {
    public var name: String
    /// The image's octets in the file.
    public var data: Range<Int>
    /// Whether they lie after the tree.
    public var isExternal: Bool
    public var hashes: [FITHash]
    public var signatures: [FITSignature]
    /// The image's node and those of its children that a configuration's signature covers with their properties.
    public var signedNodes: [String]
    /// Of the node.
    public var offset: Int

    public var path: String { "/images/" + name }
}
