internal import DeviceTree
internal import Digests
internal import FIT
internal import Model

/// A FIT that is being signed: the tree as it will be written, the data where they were read.
struct FITDraft {
    private(set) var tree: DeviceTree
    /// As it was read: names and data, which signing does not change.
    let fit: FlattenedImageTree
    private let count: Int

    init(_ image: some OctetSource) throws(BedplateError) {
        switch try image.deviceTree() {
        case .success(let read): tree = read
        case .failure(let error):
            throw BedplateError(
                .malformed,
                "no device tree: \(error.reason.rawValue)",
                location: "byte \(error.offset)"
            )
        }
        do { fit = try FlattenedImageTree(tree, count: image.count) } catch {
            throw BedplateError(.malformed, "no FIT: \(error.reason.rawValue)", location: "byte \(error.offset)")
        }
        count = image.count
    }

    /// Makes the nodes that hashes and signatures go into: what a signature covers must not change after it.
    mutating func prepare(
        _ keys: [FITSigning.Key],
        _ algorithms: [FITAlgorithm],
        signsImages: Bool
    ) throws(BedplateError) {
        for image in fit.images {
            if !image.hashes.contains(where: \.protects) {
                let name = free("hash", image.path)
                try edit { (tree) throws(DeviceTreeError) in
                    try tree.addNode(name, at: image.path)
                    try tree.set("algo", "sha256", at: image.path + "/" + name)
                }
            }
            if signsImages { try prepare(keys, algorithms, image.path, image.signatures) }
        }
        for configuration in fit.configurations {
            try prepare(keys, algorithms, configuration.path, configuration.signatures)
        }
    }

    private mutating func prepare(
        _ keys: [FITSigning.Key],
        _ algorithms: [FITAlgorithm],
        _ path: String,
        _ signatures: [FITSignature]
    ) throws(BedplateError) {
        for (key, algorithm) in zip(keys, algorithms) {
            let node: String
            if let known = signatures.first(where: { $0.keyName == key.name }) {
                node = known.path
            } else {
                let name = free("signature", path)
                node = path + "/" + name
                try edit { (tree) throws(DeviceTreeError) in
                    try tree.addNode(name, at: path)
                    try tree.set("key-name-hint", key.name, at: node)
                }
            }
            let current = tree.node(node)
            try edit { (tree) throws(DeviceTreeError) in
                if current?.property("algo")?.string != "\(algorithm)" {
                    try tree.set("algo", "\(algorithm)", at: node)
                }
                let padding: FITPadding = algorithm.isRSA ? key.padding : .pkcs1
                if padding == .pss {
                    if current?.property("padding")?.string != padding.rawValue {
                        try tree.set("padding", padding.rawValue, at: node)
                    }
                } else if let said = current?.property("padding"), said.string != padding.rawValue {
                    try tree.remove("padding", at: node)
                }
            }
        }
    }

    /// `hash-1`, or the first number that is free.
    private func free(_ kind: String, _ path: String) -> String {
        let taken = Set(tree.node(path)?.children.map(\.name) ?? [])
        var number = 1
        while taken.contains("\(kind)-\(number)") { number += 1 }
        return "\(kind)-\(number)"
    }

    /// Writes the value of every hash node.
    mutating func hashImages(_ source: some OctetSource) throws(BedplateError) {
        for image in fit.images {
            var digests: [HashAlgorithm: [UInt8]] = [:]
            for node in tree.node(image.path)?.children ?? [] where node.name.hasPrefix("hash") {
                let value: [UInt8]
                let name = node.property("algo")?.string
                if name == "crc32" {
                    var checksum = CRC32()
                    try source.forEachChunk(in: image.data) { (chunk) throws(BedplateError) in checksum.update(chunk) }
                    value = checksum.octets
                } else if let algorithm = name.flatMap(HashAlgorithm.init(named:)), algorithm.isAccepted {
                    if let known = digests[algorithm] {
                        value = known
                    } else {
                        value = try source.digest(algorithm, of: [image.data]).octets
                        digests[algorithm] = value
                    }
                } else {
                    throw BedplateError(
                        .unsupportedScheme,
                        "\(image.path)/\(node.name) asks for the hash \(name ?? "of no name")",
                        hint: "sha256, sha384, sha512, or crc32 beside one of them"
                    )
                }
                try edit { (tree) throws(DeviceTreeError) in
                    try tree.set("value", value, at: image.path + "/" + node.name)
                }
            }
        }
    }

    /// The nodes that a configuration's signature covers, and the digest of what it covers.
    func digest(
        of configuration: FITConfiguration,
        _ hash: HashAlgorithm,
        _ source: some OctetSource
    ) throws(BedplateError) -> (nodes: [String], digest: MessageDigest) {
        let nodes: [String]
        do { nodes = try covered(configuration) } catch {
            throw BedplateError(.malformed, "\(configuration.path) has more nodes than U-Boot hashes", cause: error)
        }
        return (nodes, try digest(Set(nodes), tree.strings.count, hash, source))
    }

    /// With the hash nodes that were added.
    private func covered(_ configuration: FITConfiguration) throws(FITError) -> [String] {
        var nodes = ["/", configuration.path]
        for image in configuration.references.flatMap(\.images) {
            let path = "/images/" + image
            nodes.append(path)
            let names = tree.node(path)?.children.map(\.name) ?? []
            nodes += (names.filter { $0.hasPrefix("hash") } + ["cipher", "dm-verity"].filter(names.contains))
                .map { path + "/" + $0 }
        }
        guard FlattenedImageTree.canHash(nodes) else { throw FITError(.tooMany, at: configuration.offset) }
        return nodes
    }

    private func digest(
        _ nodes: Set<String>,
        _ stringsCount: Int,
        _ hash: HashAlgorithm,
        _ source: some OctetSource
    ) throws(BedplateError) -> MessageDigest {
        var hasher: MessageHasher
        do { hasher = try MessageHasher(hash) } catch {
            throw BedplateError(.unsupportedScheme, "\(hash) is no hash of a signature", cause: error)
        }
        for piece in FlattenedImageTree.signedTokens(tree, nodes: nodes).flatMap(\.pieces) {
            switch piece {
            case .octets(let octets): hasher.update(octets)
            case .stored(let range):
                try source.forEachChunk(in: range) { (chunk) throws(BedplateError) in hasher.update(chunk) }
            }
        }
        hasher.update(tree.strings[..<stringsCount])
        return hasher.finalize()
    }

    /// Writes a signature into the node that has the key's name: the properties, in the order, of mkimage.
    mutating func write(
        _ value: [UInt8],
        _ key: FITSigning.Key,
        _ algorithm: FITAlgorithm,
        into path: String,
        _ signing: FITSigning,
        covering: (nodes: [String], stringsCount: Int)?
    ) throws(BedplateError) {
        let child = tree.node(path)?.children.first { node in
            node.name.hasPrefix("signature") && node.property("key-name-hint")?.string == key.name
        }
        guard let child else { throw BedplateError(.corrupt, "\(path) has no signature node of \(key.name)") }
        let node = path + "/" + child.name
        try edit { (tree) throws(DeviceTreeError) in
            try tree.set("value", value, at: node)
            try tree.set("signer-name", signing.signerName, at: node)
            if let version = signing.signerVersion { try tree.set("signer-version", version, at: node) }
            if let timestamp = signing.timestamp { try tree.set("timestamp", cells: timestamp, at: node) }
            if let covering {
                try tree.set("hashed-nodes", covering.nodes.flatMap { Array($0.utf8) + [0] }, at: node)
                let stringsCount = UInt32(truncatingIfNeeded: covering.stringsCount)
                try tree.set("hashed-strings", cells: 0, stringsCount, at: node)
            }
        }
    }

    /// Signatures of other keys stay; what they cover must be what it was.
    func refuseBrokenSignatures(besides names: [String], _ source: some OctetSource) throws(BedplateError) {
        for configuration in fit.configurations {
            for signature in configuration.signatures where signature.value != nil {
                if let name = signature.keyName, names.contains(name) { continue }
                let coverage = FITCoverage(fit, configuration, signature)
                guard coverage.problems.isEmpty, let count = signature.hashedStrings?.cells?.last,
                    let nodes = try? covered(configuration)
                else { continue }
                let before = try source.digest(.sha256, of: coverage.ranges)
                guard before.octets == (try digest(Set(nodes), Int(count), .sha256, source).octets) else {
                    throw BedplateError(
                        .conflict,
                        "\(signature.path) would no longer hold",
                        hint: "sign with all keys at once, or remove that signature first"
                    )
                }
            }
        }
    }

    mutating func setPadding(_ count: Int) { tree.padding = count }

    /// Edits the tree; what cannot be edited is no FIT that could have been read.
    mutating func edit(_ body: (inout DeviceTree) throws(DeviceTreeError) -> Void) throws(BedplateError) {
        do { try body(&tree) } catch {
            throw BedplateError(.malformed, "the FIT cannot be edited", cause: error)
        }
    }
}
