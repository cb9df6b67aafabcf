/// A flattened device tree of version 17 — Devicetree Specification 0.4, chapter 5 — read strictly, edited, written.
///
/// Editing follows libfdt, so that what other tools edit and what is edited here stay comparable octet for octet: a new
/// property or node becomes the first one, and a name is shared with any string of the strings block that ends like it.
public struct DeviceTree: Hashable, Sendable {
    /// An entry of the memory reservation block — 5.3.2.
    public struct Reservation: Hashable, Sendable {
        public var address: UInt64
        public var size: UInt64
        public init(address: UInt64, size: UInt64) {
            self.address = address
            self.size = size
        }
    }

    /// Where the blocks stand in what was read; octets from its beginning.
    public struct Layout: Hashable, Sendable {
        public var reservations: Range<Int>
        public var structure: Range<Int>
        public var strings: Range<Int>
        /// FDT_END.
        public var end: Range<Int>
        /// As the header says; free octets and what follows the blocks included.
        public var totalSize: Int
    }

    public var reservations: [Reservation]
    /// boot_cpuid_phys — 5.2.
    public var bootCPU: UInt32
    public internal(set) var root: Node
    /// The strings block — 5.5. Names are only ever appended.
    public internal(set) var strings: [UInt8]
    /// Free octets after the strings block that totalsize includes.
    public var padding: Int
    /// Nil for a tree that was not read.
    public internal(set) var layout: Layout?
    /// Where FDT_NOP tokens stand; they are not written again.
    public internal(set) var nops: [Range<Int>] = []

    /// An empty tree.
    public init() {
        reservations = []
        bootCPU = 0
        root = Node(name: "")
        strings = []
        padding = 0
    }

    /// The node of a path such as `/images/kernel-1`, every name written in full; nil if there is none.
    public func node(_ path: String) -> Node? {
        var node = root
        for name in path.split(separator: "/") {
            guard let child = node.child(String(name)) else { return nil }
            node = child
        }
        return node
    }
}
