internal import DeviceTree
internal import FIT
public import Model

extension FITDescription {
    /// The tree, as dtc makes it of a source that says the same: hashes have no values yet. Data are read when it is.
    ///
    /// - Parameter open: gives the data of an image by its file's name.
    /// - Throws: what `open` throws; ``BedplateError/Code/malformed`` for an image without data, or more than a tree holds.
    public func compile(_ open: (_ file: String) throws -> any OctetSource) throws -> JoinedSource {
        let data = JoinedSource(
            try images.map { image in
                let source = try open(image.file)
                guard source.count > 0 else { throw BedplateError(.malformed, "'\(image.file)' is empty") }
                return source
            }
        )
        var tree = DeviceTree()
        do {
            try write(to: &tree, data)
            return JoinedSource(
                try tree.pieces().map { piece in
                    switch piece {
                    case .octets(let octets): MemorySource(octets)
                    case .stored(let range): ImageRegion(of: data, range)
                    }
                }
            )
        } catch {
            throw BedplateError(.malformed, "no tree holds this: \(error.reason.rawValue)", cause: error)
        }
    }

    private func write(to tree: inout DeviceTree, _ data: JoinedSource) throws(DeviceTreeError) {
        let addresses = images.flatMap { [$0.loadAddress, $0.entryAddress] }.compactMap(\.self)
        let isWide = addresses.contains { $0 > UInt64(UInt32.max) }
        try tree.append("description", [description], at: "/")
        try tree.append("#address-cells", cells: [isWide ? 2 : 1], at: "/")
        try tree.appendNode("images", at: "/")
        for (index, image) in images.enumerated() {
            try image.write(to: &tree, data.range(ofPart: index), isWide: isWide)
        }
        try tree.appendNode("configurations", at: "/")
        try tree.append("default", [defaultConfiguration], at: "/configurations")
        for configuration in configurations { try configuration.write(to: &tree) }
    }
}

extension FITDescription.Image {
    fileprivate func write(
        to tree: inout DeviceTree,
        _ data: Range<Int>,
        isWide: Bool
    ) throws(DeviceTreeError) {
        let path = "/images/" + name
        try tree.appendNode(name, at: "/images")
        if let description { try tree.append("description", [description], at: path) }
        try tree.append("data", .stored(data), at: path)
        let texts = [
            ("type", type), ("arch", architecture), ("os", operatingSystem), ("compression", compression),
        ]
        for (property, text) in texts {
            if let text { try tree.append(property, [text], at: path) }
        }
        for (property, address) in [("load", loadAddress), ("entry", entryAddress)] {
            guard let address else { continue }
            let low = UInt32(truncatingIfNeeded: address)
            let cells = isWide ? [UInt32(truncatingIfNeeded: address >> 32), low] : [low]
            try tree.append(property, cells: cells, at: path)
        }
        for (index, hash) in hashes.enumerated() {
            try tree.appendNode("hash-\(index + 1)", at: path)
            try tree.append("algo", [hash], at: "\(path)/hash-\(index + 1)")
        }
    }
}

extension FITDescription.Configuration {
    fileprivate func write(to tree: inout DeviceTree) throws(DeviceTreeError) {
        let path = "/configurations/" + name
        try tree.appendNode(name, at: "/configurations")
        if let description { try tree.append("description", [description], at: path) }
        if !compatible.isEmpty { try tree.append("compatible", compatible, at: path) }
        for reference in references { try tree.append(reference.property, reference.images, at: path) }
        for (index, signature) in signatures.enumerated() {
            let node = "\(path)/signature-\(index + 1)"
            try tree.appendNode("signature-\(index + 1)", at: path)
            try tree.append("algo", ["\(signature.algorithm)"], at: node)
            try tree.append("key-name-hint", [signature.keyName], at: node)
            if let padding = signature.padding { try tree.append("padding", [padding.rawValue], at: node) }
            // mkimage leaves unsigned what it is not told to sign.
            try tree.append("sign-images", references.map(\.property), at: node)
        }
    }
}
