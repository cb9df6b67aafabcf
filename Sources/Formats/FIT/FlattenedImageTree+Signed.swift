public import DeviceTree

/// What a configuration's signature covers, derived from the configuration alone — U-Boot, boot/image-fit-sig.c and
/// boot/fdt_region.c. `hashed-nodes` plays no part.
extension FlattenedImageTree {
    /// The nodes whose properties are covered: the root, the configuration, its images with their hashes, in the order
    /// in which mkimage lists them in `hashed-nodes`.
    ///
    /// - Throws: `tooMany` beyond what U-Boot's buffers hold.
    public func signedNodes(of configuration: FITConfiguration) throws(FITError) -> [String] {
        var nodes = ["/", configuration.path]
        for reference in configuration.references {
            for name in reference.images {
                guard let image = image(name) else { throw FITError(.reference, at: reference.offset) }
                nodes += image.signedNodes
            }
        }
        guard Self.canHash(nodes) else { throw FITError(.tooMany, at: configuration.offset) }
        return nodes
    }

    /// Whether U-Boot's buffers hold these paths: 100 of them, 4096 octets with their ends, 200 octets each.
    public static func canHash(_ nodes: [String]) -> Bool {
        nodes.count <= 100 && nodes.reduce(0) { $0 + $1.utf8.count + 1 } <= 4096
            && nodes.allSatisfy { $0.utf8.count < 198 }
    }

    /// The covered tokens, in order: of a covered node all but its data; of its children that are not covered the
    /// beginning and the end; FDT_END.
    public static func signedTokens(_ tree: DeviceTree, nodes: Set<String>) -> [DeviceTree.Token] {
        var tokens: [DeviceTree.Token] = []
        // How much of the node at each level is wanted: 2 all, 1 its beginning and end, 0 nothing.
        var wanted = [0]
        tree.forEachToken { token in
            switch token {
            case .beginNode(_, let path):
                let above = wanted[wanted.count - 1]
                let want = nodes.contains(path) ? 2 : max(above - 1, 0)
                wanted.append(want)
                if want > 0 { tokens.append(token) }
            case .property(let property, _):
                if wanted.last == 2, !dataProperties.contains(property.name) { tokens.append(token) }
            case .endNode:
                if wanted.removeLast() > 0 { tokens.append(token) }
            case .end: tokens.append(token)
            }
        }
        return tokens
    }
}
