public import DeviceTree

/// A signature node of a configuration or an image. Nothing in it is covered by a signature.
public struct FITSignature: Hashable, Sendable {
    public var path: String
    /// As it is written; nil when missing or no string.
    public var algorithm: String?
    /// `key-name-hint`: only a hint.
    public var keyName: String?
    /// As it is written; nil when missing.
    public var padding: DeviceTree.Property?
    public var value: [UInt8]?
    /// What the signer says it hashed. Never what a verifier hashes.
    public var hashedNodes: DeviceTree.Property?
    public var hashedStrings: DeviceTree.Property?
    /// Of the node.
    public var offset: Int

    init(_ node: DeviceTree.Node, path: String) {
        self.path = path
        algorithm = node.property("algo")?.string
        keyName = node.property("key-name-hint")?.string
        padding = node.property("padding")
        value = node.property("value")?.octets
        hashedNodes = node.property("hashed-nodes")
        hashedStrings = node.property("hashed-strings")
        offset = node.offset
    }

    /// The padding; nil for one that is not known.
    public var paddingKind: FITPadding? {
        guard let padding else { return .pkcs1 }
        return padding.string.flatMap(FITPadding.init(rawValue:))
    }
}
