internal import FIT
internal import Model
internal import Wire

extension FITDescription {
    /// Reads the description from a small typed file.
    ///
    /// ```json
    /// {
    ///   "version": 1,
    ///   "description": "board 1",
    ///   "images": [
    ///     { "name": "kernel", "file": "Image.gz", "type": "kernel", "arch": "arm64", "os": "linux",
    ///       "compression": "gzip", "load": "0x80080000", "entry": "0x80080000" },
    ///     { "name": "fdt-1", "file": "board.dtb", "type": "flat_dt", "arch": "arm64" }
    ///   ],
    ///   "configurations": [{ "name": "conf-1", "kernel": "kernel", "fdt": ["fdt-1"] }]
    /// }
    /// ```
    ///
    /// An image may say its `description` and its `hashes` (`["sha256"]` if it does not). A configuration may say its
    /// `description`, `compatible`, `ramdisk`, `firmware`, `loadables`, `fpga`, `script`, `setup`, `standalone`, and
    /// `signatures` that mkimage shall fill: `{ "keyName": "dev", "algorithm": "sha256,rsa2048", "padding": "pss" }`. With
    /// several configurations, `default` names one.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` with the place.
    public init(json: [UInt8]) throws {
        let file = try StrictJSON(json, name: "fit").object(
            allowing: ["version", "description", "images", "configurations", "default"]
        )
        try file.require(version: 1)
        description = try file.value("description").text(atMost: 1024)
        images = []
        for entry in try Self.some(file.value("images")) {
            let image = try Image(entry)
            guard !images.contains(where: { $0.name == image.name }) else {
                throw entry.error("the name '\(image.name)' stands twice")
            }
            images.append(image)
        }
        configurations = []
        for entry in try Self.some(file.value("configurations")) {
            let configuration = try Configuration(entry, Set(images.map(\.name)))
            guard !configurations.contains(where: { $0.name == configuration.name }) else {
                throw entry.error("the name '\(configuration.name)' stands twice")
            }
            configurations.append(configuration)
        }
        if let entry = try file.optional("default") {
            defaultConfiguration = try entry.text(atMost: 64)
            guard configurations.contains(where: { $0.name == defaultConfiguration }) else {
                throw entry.error("there is no configuration '\(defaultConfiguration)'")
            }
        } else {
            guard configurations.count == 1 else {
                throw file.error("'default' is missing: which of the \(configurations.count) configurations is it?")
            }
            defaultConfiguration = configurations[0].name
        }
    }

    private static func some(_ node: StrictJSON) throws -> [StrictJSON] {
        let entries = try node.array(atMost: 256)
        guard !entries.isEmpty else { throw node.error("at least one was expected") }
        return entries
    }

    /// A node's name: U-Boot takes no unit address.
    fileprivate static func name(_ node: StrictJSON) throws -> String {
        let name = try node.text(atMost: 31)
        let isPlain = name.utf8.allSatisfy { octet in
            (0x30...0x39).contains(octet) || (0x41...0x5A).contains(octet) || (0x61...0x7A).contains(octet)
                || ",._+-".utf8.contains(octet)
        }
        guard isPlain else { throw node.error("a name has letters, digits and , . _ + -", hint: "'@' is refused") }
        return name
    }

    /// One of mkimage's names.
    fileprivate static func word(_ node: StrictJSON, _ known: [String]) throws -> String {
        let word = try node.text(atMost: 32)
        guard known.contains(word) else {
            throw node.error(
                "'\(word)' is not known",
                hint: "known are: \(known.joined(separator: ", ")); an .its file takes any"
            )
        }
        return word
    }
}

extension FITDescription.Image {
    fileprivate init(_ node: StrictJSON) throws {
        let entry = try node.object(
            allowing: [
                "name", "file", "description", "type", "arch", "os", "compression", "load", "entry", "hashes",
            ]
        )
        name = try FITDescription.name(try entry.value("name"))
        file = try entry.value("file").text(atMost: 4096)
        description = try entry.optional("description")?.text(atMost: 1024)
        type = try FITDescription.word(try entry.value("type"), FITNames.types)
        architecture = try entry.optional("arch").map { try FITDescription.word($0, FITNames.architectures) }
        operatingSystem = try entry.optional("os").map { try FITDescription.word($0, FITNames.operatingSystems) }
        compression =
            try entry.optional("compression").map { try FITDescription.word($0, FITNames.compressions) } ?? "none"
        loadAddress = try entry.optional("load").map(Self.address)
        entryAddress = try entry.optional("entry").map(Self.address)
        hashes = try entry.optional("hashes").map(Self.hashes) ?? ["sha256"]
        for needed in FITNames.needed(by: type) where try entry.optional(needed) == nil {
            throw node.error("'\(needed)' is missing: U-Boot boots no image of the type \(type) without it")
        }
    }

    /// Hexadecimal after 0x: JSON's numbers lose octets beyond 53 bits.
    private static func address(_ node: StrictJSON) throws -> UInt64 {
        let text = try node.text(atMost: 18)
        guard text.hasPrefix("0x"), let address = UInt64(text.dropFirst(2), radix: 16), !text.contains("+") else {
            throw node.error("an address was expected", hint: "\"0x80080000\"")
        }
        return address
    }

    private static func hashes(_ node: StrictJSON) throws -> [String] {
        let hashes = try node.array(atMost: 4).map { try FITDescription.word($0, FITNames.hashes) }
        guard Set(hashes).count == hashes.count, hashes.contains(where: { $0 != "crc32" }) else {
            throw node.error("each hash once, and one of them sha256, sha384 or sha512, was expected")
        }
        return hashes
    }
}

extension FITDescription.Configuration {
    fileprivate init(_ node: StrictJSON, _ images: Set<String>) throws {
        let entry = try node.object(
            allowing: ["name", "description", "compatible", "signatures"] + FITNames.references
        )
        name = try FITDescription.name(try entry.value("name"))
        description = try entry.optional("description")?.text(atMost: 1024)
        compatible = try entry.optional("compatible")?.array(atMost: 16).map { try $0.text(atMost: 255) } ?? []
        references = []
        for property in FITNames.references {
            guard let value = try entry.optional(property) else { continue }
            let isList = FITNames.lists.contains(property)
            let names = isList ? try value.array(atMost: 64) : [value]
            guard !names.isEmpty else { throw value.error("at least one image was expected") }
            for name in names {
                let image = try name.text(atMost: 64)
                guard images.contains(image) else { throw name.error("there is no image '\(image)'") }
            }
            references.append(.init(property: property, images: try names.map { try $0.text(atMost: 64) }))
        }
        guard !references.isEmpty else { throw node.error("the configuration uses no image") }
        signatures = try entry.optional("signatures")?.array(atMost: 8).map { try .init($0) } ?? []
    }
}

extension FITDescription.Signature {
    fileprivate init(_ node: StrictJSON) throws {
        let entry = try node.object(allowing: ["keyName", "algorithm", "padding"])
        keyName = try FITDescription.name(try entry.value("keyName"))
        let text = try entry.value("algorithm")
        guard let algorithm = FITAlgorithm(try text.text(atMost: 32)) else {
            throw text.error("an algorithm was expected", hint: "such as sha256,rsa2048 or sha256,ecdsa256; no SHA-1")
        }
        self.algorithm = algorithm
        padding = try entry.optional("padding").map { value in
            guard let padding = FITPadding(rawValue: try value.text(atMost: 16)), algorithm.isRSA else {
                throw value.error("pss or pkcs-1.5, with an RSA key, was expected")
            }
            return padding
        }
    }
}
