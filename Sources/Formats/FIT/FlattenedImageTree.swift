public import DeviceTree

/// A FIT: images, and configurations that name them — U-Boot, doc/usage/fit/source_file_format.rst. Read strictly; the
/// hashes and signatures are not verified here.
public struct FlattenedImageTree: Hashable, Sendable {
    public let tree: DeviceTree
    public let images: [FITImage]
    public let configurations: [FITConfiguration]
    public let defaultConfiguration: String

    /// - Parameter count: octets of the file, external data included.
    public init(_ tree: DeviceTree, count: Int) throws(FITError) {
        if let nop = tree.nops.first { throw FITError(.emptyToken, at: nop.lowerBound) }
        try Self.refuseUnitAddresses(tree.root)
        guard tree.root.property("description") != nil else { throw FITError(.description, at: tree.root.offset) }
        guard let imagesNode = tree.root.child("images"), !imagesNode.children.isEmpty else {
            throw FITError(.noImages, at: tree.root.offset)
        }
        guard let configurationsNode = tree.root.child("configurations"), !configurationsNode.children.isEmpty else {
            throw FITError(.noConfigurations, at: tree.root.offset)
        }
        try Self.refuseMisplacedData(tree.root, depth: 0, isImage: false)
        var images: [FITImage] = []
        for node in imagesNode.children { images.append(try Self.image(node, tree, count)) }
        let names = Set(images.map(\.name))
        var configurations: [FITConfiguration] = []
        for node in configurationsNode.children { configurations.append(try Self.configuration(node, names)) }
        guard let defaultName = configurationsNode.property("default")?.string else {
            throw FITError(.noDefault, at: configurationsNode.property("default")?.offset ?? configurationsNode.offset)
        }
        guard configurations.contains(where: { $0.name == defaultName }) else {
            throw FITError(.unknownDefault, at: configurationsNode.property("default")?.offset ?? 0)
        }
        self.tree = tree
        self.images = images
        self.configurations = configurations
        self.defaultConfiguration = defaultName
    }

    public func image(_ name: String) -> FITImage? { images.first { $0.name == name } }
    public func configuration(_ name: String) -> FITConfiguration? { configurations.first { $0.name == name } }

    /// Properties of an image that no configuration's signature covers: they say where its data are, or are them.
    public static let dataProperties = ["data", "data-size", "data-position", "data-offset"]

    /// Properties of a configuration that name no image — U-Boot, boot/image-fit-sig.c.
    static let notReferences: Set<String> = ["description", "compatible", "default"]

    /// Properties of a configuration whose every string must name an image.
    static let alwaysReferences: Set<String> = [
        "kernel", "fdt", "ramdisk", "loadables", "firmware", "fpga", "script", "setup", "standalone",
    ]

    private static func refuseUnitAddresses(_ node: DeviceTree.Node) throws(FITError) {
        if node.name.utf8.contains(0x40) { throw FITError(.unitAddress, at: node.offset) }
        for child in node.children { try refuseUnitAddresses(child) }
    }

    private static func refuseMisplacedData(
        _ node: DeviceTree.Node,
        depth: Int,
        isImage: Bool
    ) throws(FITError) {
        if !isImage, let property = node.properties.first(where: { dataProperties.contains($0.name) }) {
            throw FITError(.misplacedData, at: property.offset)
        }
        for child in node.children {
            try refuseMisplacedData(child, depth: depth + 1, isImage: depth == 1 && node.name == "images")
        }
    }

    private static func configuration(
        _ node: DeviceTree.Node,
        _ images: Set<String>
    ) throws(FITError) -> FITConfiguration {
        var references: [FITConfiguration.Reference] = []
        for property in node.properties where !notReferences.contains(property.name) {
            let isCertain = alwaysReferences.contains(property.name)
            guard let names = property.strings else {
                if isCertain { throw FITError(.reference, at: property.offset) }
                continue
            }
            if isCertain, !names.allSatisfy(images.contains) { throw FITError(.reference, at: property.offset) }
            let known = names.filter(images.contains)
            if !known.isEmpty {
                references.append(.init(property: property.name, images: known, offset: property.offset))
            }
        }
        guard !references.isEmpty else { throw FITError(.noReference, at: node.offset) }
        if let other = node.children.first(where: { !$0.name.hasPrefix("signature") }) {
            throw FITError(.unknownNode, at: other.offset)
        }
        let path = "/configurations/" + node.name
        let signatures = node.children.map { FITSignature($0, path: path + "/" + $0.name) }
        let configuration = FITConfiguration(
            name: node.name,
            references: references,
            signatures: signatures,
            offset: node.offset
        )
        return configuration
    }

    private static func image(
        _ node: DeviceTree.Node,
        _ tree: DeviceTree,
        _ count: Int
    ) throws(FITError) -> FITImage {
        let path = "/images/" + node.name
        var hashes: [FITHash] = []
        var signatures: [FITSignature] = []
        var signedNodes = [path]
        for child in node.children {
            let childPath = path + "/" + child.name
            if child.name.hasPrefix("hash") {
                hashes.append(
                    FITHash(
                        path: childPath,
                        algorithm: child.property("algo")?.string,
                        value: child.property("value")?.octets,
                        offset: child.offset
                    )
                )
                signedNodes.append(childPath)
            } else if child.name.hasPrefix("signature") {
                signatures.append(FITSignature(child, path: childPath))
            } else if child.name != "cipher", child.name != "dm-verity" {
                throw FITError(.unknownNode, at: child.offset)
            }
        }
        for name in ["cipher", "dm-verity"] where node.child(name) != nil { signedNodes.append(path + "/" + name) }
        let (data, isExternal) = try Self.data(node, tree, count)
        return FITImage(
            name: node.name,
            data: data,
            isExternal: isExternal,
            hashes: hashes,
            signatures: signatures,
            signedNodes: signedNodes,
            offset: node.offset
        )
    }

    /// Where an image's octets are. U-Boot prefers one of several answers; here there must be one.
    private static func data(
        _ node: DeviceTree.Node,
        _ tree: DeviceTree,
        _ count: Int
    ) throws(FITError) -> (Range<Int>, isExternal: Bool) {
        let (position, offset) = (node.property("data-position"), node.property("data-offset"))
        if let embedded = node.property("data") {
            guard position == nil, offset == nil, let range = embedded.valueRange else {
                throw FITError(.data, at: embedded.offset)
            }
            return (range, false)
        }
        guard let place = position ?? offset, (position == nil) != (offset == nil), let start = place.cell,
            let size = node.property("data-size")?.cell, let total = tree.layout?.totalSize
        else { throw FITError(.data, at: node.offset) }
        let first = Int(start) + (position == nil ? (total + 3) & ~3 : 0)
        guard first >= total, first + Int(size) <= count else { throw FITError(.dataOutside, at: place.offset) }
        return (first..<first + Int(size), true)
    }
}
