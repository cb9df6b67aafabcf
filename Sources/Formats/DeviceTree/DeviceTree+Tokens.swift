extension DeviceTree {
    /// A token of the structure block with the path of the node that it belongs to; FDT_NOP is none of them.
    public enum Token: Hashable, Sendable {
        case beginNode(Node, path: String)
        case property(Property, path: String)
        case endNode(Node, path: String)
        case end

        /// Where it stands in what was read; nil for one that was not read, and for ``end``.
        public var range: Range<Int>? {
            switch self {
            case .beginNode(let node, _): node.begin
            case .property(let property, _): property.token
            case .endNode(let node, _): node.end
            case .end: nil
            }
        }

        /// What is written for it.
        public var pieces: [Piece] {
            switch self {
            case .beginNode(let node, _):
                return [.octets([0, 0, 0, 1] + DeviceTree.padded(Array(node.name.utf8) + [0]))]
            case .property(let property, _):
                let head =
                    [0, 0, 0, 3] + UInt32(truncatingIfNeeded: property.value.count).bigEndianOctets
                    + UInt32(truncatingIfNeeded: property.nameOffset).bigEndianOctets
                switch property.value {
                case .octets(let octets): return [.octets(head + octets + property.padding)]
                case .stored(let range): return [.octets(head), .stored(range), .octets(property.padding)]
                }
            case .endNode: return [.octets([0, 0, 0, 2])]
            case .end: return [.octets([0, 0, 0, 9])]
            }
        }
    }

    /// A part of what is written: octets, or a value that was left where it was read.
    public enum Piece: Hashable, Sendable {
        case octets([UInt8])
        case stored(Range<Int>)

        public var count: Int {
            switch self {
            case .octets(let octets): octets.count
            case .stored(let range): range.count
            }
        }
    }

    /// Every token, in order.
    public func forEachToken<E: Error>(_ body: (Token) throws(E) -> Void) throws(E) {
        try Self.visit(root, path: "/", body)
        try body(.end)
    }

    private static func visit<E: Error>(
        _ node: Node,
        path: String,
        _ body: (Token) throws(E) -> Void
    ) throws(E) {
        try body(.beginNode(node, path: path))
        for property in node.properties { try body(.property(property, path: path)) }
        for child in node.children {
            try visit(child, path: path == "/" ? "/" + child.name : path + "/" + child.name, body)
        }
        try body(.endNode(node, path: path))
    }

    static func padded(_ octets: [UInt8]) -> [UInt8] {
        octets + [UInt8](repeating: 0, count: (4 - octets.count % 4) % 4)
    }
}
