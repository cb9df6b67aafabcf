/// Why octets are no device tree that is accepted here, or why a tree cannot be edited or written, and where.
public struct DeviceTreeError: Error, Hashable, Sendable {
    public enum Reason: String, Sendable, CaseIterable {
        /// Another magic number than 0xD00DFEED.
        case magic
        /// Another version than 17, or another last compatible version than 16.
        case version
        /// totalsize exceeds what there is, or is smaller than the blocks.
        case totalSize
        /// The input ends before the header or a token does.
        case truncated
        /// A block begins at an offset that its contents cannot have.
        case alignment
        /// A block is not wholly inside, or two overlap.
        case block
        /// A token that is not defined.
        case token
        /// FDT_END_NODE without a beginning, or FDT_END before every node ended.
        case nesting
        /// A node after the root ended: a second root.
        case secondRoot
        /// The root has a name.
        case rootName
        /// Octets after FDT_END.
        case trailing
        /// A property that stands outside a node, or after one of its node's children.
        case misplacedProperty
        /// A name's offset is outside the strings block, or the string does not end there.
        case nameOffset
        /// A name is empty or has characters that no name may have.
        case name
        /// A node's name is followed by padding that is not zero.
        case padding
        /// Two properties of a node have one name.
        case duplicateProperty
        /// Two children of a node have one name.
        case duplicateNode
        /// More levels, nodes, properties, reservations or held octets than is allowed.
        case tooDeep
        case tooMany
        case tooLong
        /// There is no node of this path.
        case noSuchNode
    }

    public var reason: Reason
    /// Octets from the beginning of the input.
    public var offset: Int

    public init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }
}

extension DeviceTreeError: CustomStringConvertible {
    public var description: String { "device tree: \(reason.rawValue) at byte \(offset)" }
}
