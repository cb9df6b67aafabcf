extension DeviceTree {
    /// A node with its properties and children, in their order in the structure block — Devicetree Specification 0.4, 5.4.
    public struct Node: Hashable, Sendable {
        /// With the unit address, if it has one; empty for the root.
        public internal(set) var name: String
        public internal(set) var properties: [Property] = []
        public internal(set) var children: [Node] = []
        /// The FDT_BEGIN_NODE token with its name and padding; nil for a node that was not read.
        public internal(set) var begin: Range<Int>?
        /// The FDT_END_NODE token.
        public internal(set) var end: Range<Int>?

        init(name: String) { self.name = name }

        public func child(_ name: String) -> Node? { children.first { $0.name == name } }
        public func property(_ name: String) -> Property? { properties.first { $0.name == name } }

        /// Octets from the beginning of what was read; 0 for a node that was not.
        public var offset: Int { begin?.lowerBound ?? 0 }
    }
}
