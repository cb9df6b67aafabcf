internal import Model

/// One fuse of `espefuse summary --format json`.
struct ESP32Fuse {
    var name: String
    /// As it was printed; text of the value.
    var value: String
    /// The value where it is a bit or a number.
    var number: UInt64?
    /// The octets of a block; nil where they were not readable ("??").
    var octets: [UInt8]?
    var isReadable: Bool
    var isWriteable: Bool

    init(_ name: String, _ json: StrictJSON) throws {
        self.name = name
        isReadable = try json.value("readable").boolean()
        isWriteable = try json.value("writeable").boolean()
        let entry = try json.value("value")
        if let flag = try? entry.boolean() {
            number = flag ? 1 : 0
            value = flag ? "true" : "false"
        } else if let integer = try? entry.integer(in: 0...Int(UInt32.max)) {
            number = UInt64(integer)
            value = String(integer)
        } else {
            value = try entry.text(atMost: 1024)
        }
        let parts = value.split(separator: " ")
        if parts.count >= 16, parts.allSatisfy({ $0.count == 2 }) {
            let octets = parts.compactMap { UInt8($0, radix: 16) }
            self.octets = octets.count == parts.count ? octets : nil
        }
    }

    /// Whether any bit is burned; nil where that could not be read.
    var isBurned: Bool? {
        guard isReadable else { return nil }
        if let octets { return octets.contains { $0 != 0 } }
        return number.map { $0 != 0 }
    }

    /// "SECURE_BOOT_EN = true"
    var words: String { value.count <= 40 ? "\(name) = \(value)" : "\(name) = \(value.prefix(23))…" }
}
