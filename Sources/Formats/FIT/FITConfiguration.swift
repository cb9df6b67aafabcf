/// A node of `/configurations`: which images are booted together.
public struct FITConfiguration: Hashable, Sendable {
    /// The images that a property names: `kernel`, `loadables`.
    public struct Reference: Hashable, Sendable {
        public var property: String
        public var images: [String]
        public var offset: Int
    }

    public var name: String
    public var references: [Reference]
    public var signatures: [FITSignature]
    /// Of the node.
    public var offset: Int

    public var path: String { "/configurations/" + name }
    /// Each referenced image once, in order.
    public var images: [String] {
        var seen: Set<String> = []
        return references.flatMap(\.images).filter { seen.insert($0).inserted }
    }
}
