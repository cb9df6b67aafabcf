extension DeviceTree {
    /// Sets a property of the node; one that is new becomes the node's first, as with libfdt.
    public mutating func set(_ name: String, _ value: [UInt8], at path: String) throws(DeviceTreeError) {
        guard DeviceTreeName.isProperty(name.utf8) else { throw DeviceTreeError(.name, at: 0) }
        let nameOffset = intern(name)
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        try edit(path) { node in
            if let place = node.properties.firstIndex(where: { $0.name == name }) {
                node.properties[place].value = .octets(value)
                node.properties[place].padding = padding
                node.properties[place].token = nil
            } else {
                node.properties.insert(
                    Property(name: name, value: .octets(value), nameOffset: nameOffset, padding: padding),
                    at: 0
                )
            }
        }
    }

    /// Sets a property to strings, each with its end.
    public mutating func set(_ name: String, _ strings: String..., at path: String) throws(DeviceTreeError) {
        try set(name, strings.flatMap { Array($0.utf8) + [0] }, at: path)
    }

    /// Sets a property to cells of four octets.
    public mutating func set(_ name: String, cells: UInt32..., at path: String) throws(DeviceTreeError) {
        try set(name, cells.flatMap { cell in cell.bigEndianOctets }, at: path)
    }

    public mutating func remove(_ name: String, at path: String) throws(DeviceTreeError) {
        try edit(path) { node in node.properties.removeAll { $0.name == name } }
    }

    /// Adds an empty node before the other children of the node, as libfdt does, unless there is one of this name.
    public mutating func addNode(_ name: String, at path: String) throws(DeviceTreeError) {
        guard DeviceTreeName.isNode(name.utf8) else { throw DeviceTreeError(.name, at: 0) }
        try edit(path) { node in
            if node.child(name) == nil { node.children.insert(Node(name: name), at: 0) }
        }
    }

    /// Adds a property behind the node's others, as a compiler of sources does.
    ///
    /// - Parameter value: octets, or a range of what the caller writes in its place: see ``pieces()``.
    /// - Throws: `duplicateProperty` if the node has one of that name.
    public mutating func append(
        _ name: String,
        _ value: Property.Value,
        at path: String
    ) throws(DeviceTreeError) {
        guard DeviceTreeName.isProperty(name.utf8) else { throw DeviceTreeError(.name, at: 0) }
        guard node(path)?.property(name) == nil else { throw DeviceTreeError(.duplicateProperty, at: 0) }
        let nameOffset = intern(name)
        let padding = [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
        try edit(path) { node in
            node.properties.append(Property(name: name, value: value, nameOffset: nameOffset, padding: padding))
        }
    }

    /// Adds a property of strings, each with its end, behind the node's others.
    public mutating func append(_ name: String, _ strings: [String], at path: String) throws(DeviceTreeError) {
        try append(name, .octets(strings.flatMap { Array($0.utf8) + [0] }), at: path)
    }

    /// Adds a property of cells of four octets behind the node's others.
    public mutating func append(_ name: String, cells: [UInt32], at path: String) throws(DeviceTreeError) {
        try append(name, .octets(cells.flatMap(\.bigEndianOctets)), at: path)
    }

    /// Adds an empty node behind the other children of the node.
    ///
    /// - Throws: `duplicateNode` if there is one of that name.
    public mutating func appendNode(_ name: String, at path: String) throws(DeviceTreeError) {
        guard DeviceTreeName.isNode(name.utf8) else { throw DeviceTreeError(.name, at: 0) }
        guard node(path)?.child(name) == nil else { throw DeviceTreeError(.duplicateNode, at: 0) }
        try edit(path) { node in node.children.append(Node(name: name)) }
    }

    /// The name's place in the strings block: the first one at which it stands with its end, or appended.
    private mutating func intern(_ name: String) -> Int {
        let wanted = Array(name.utf8) + [0]
        var start = 0
        while start + wanted.count <= strings.count {
            if strings[start..<start + wanted.count].elementsEqual(wanted) { return start }
            start += 1
        }
        strings += wanted
        return strings.count - wanted.count
    }

    private mutating func edit(_ path: String, _ body: (inout Node) -> Void) throws(DeviceTreeError) {
        try Self.edit(&root, path.split(separator: "/")[...], body)
    }

    private static func edit(
        _ node: inout Node,
        _ path: ArraySlice<Substring>,
        _ body: (inout Node) -> Void
    ) throws(DeviceTreeError) {
        guard let name = path.first else { return body(&node) }
        guard let place = node.children.firstIndex(where: { $0.name == name }) else {
            throw DeviceTreeError(.noSuchNode, at: node.offset)
        }
        try edit(&node.children[place], path.dropFirst(), body)
    }
}

extension FixedWidthInteger {
    /// As integers travel in a device tree.
    var bigEndianOctets: [UInt8] {
        stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }
}
