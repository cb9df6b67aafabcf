public import Wire

/// EFI_DEVICE_PATH_PROTOCOL — UEFI 2.10, 10.2: nodes up to the end of the path.
public struct DevicePath: Hashable, Sendable {
    public struct Node: Hashable, Sendable {
        public var type: UInt8
        public var subtype: UInt8
        public var data: [UInt8]

        public init(type: UInt8, subtype: UInt8, data: [UInt8]) {
            self.type = type
            self.subtype = subtype
            self.data = data
        }
    }

    /// The nodes without the one that ends the path.
    public var nodes: [Node]

    public init(nodes: [Node]) { self.nodes = nodes }

    /// A path of one file, as a boot loader on the firmware's default volume has it.
    public init(file: String) {
        let units = Array(file.utf16) + [0]
        nodes = [
            Node(
                type: 0x04,
                subtype: 0x04,
                data: units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
            )
        ]
    }
}

extension DevicePath: Wire {
    private static let end: UInt8 = 0x7F
    private static let endEntire: UInt8 = 0xFF

    /// Refuses a path without its end, a node shorter than its own header, and more nodes than the limit.
    public init(from read: inout WireReader) throws(WireError) {
        nodes = []
        while true {
            let at = read.offset
            let type: UInt8 = try read()
            let subtype: UInt8 = try read()
            let length = Int(try read.integer(UInt16.self))
            guard length >= 4 else { throw WireError(.badValue, at: at + 2) }
            let data = try read.bytes(length - 4)
            if type == Self.end, subtype == Self.endEntire { return }
            guard nodes.count < EventLogLimits.devicePathNodes else { throw WireError(.tooDeep, at: at) }
            nodes.append(Node(type: type, subtype: subtype, data: data))
        }
    }

    public func write(to write: inout WireWriter) {
        for node in nodes {
            write(node.type, node.subtype)
            write.count(node.data.count + 4, as: UInt16.self)
            write.append(node.data)
        }
        write(Self.end, Self.endEntire, UInt16(4))
    }
}
