internal import Wire

/// The first 144 octets of esp_app_desc_t — ESP-IDF, esp_app_desc.h: what begins an application's first segment.
/// Little-endian.
public struct ESPAppDescription: Hashable, Sendable {
    /// The counter against going back, compared with eFuse bits.
    public var secureVersion: UInt32
    public var version: String
    public var project: String
    public var time: String
    public var date: String
    public var framework: String

    public static let size = 144
    public static let magic: UInt32 = 0xABCD_5432
}

extension ESPAppDescription {
    /// Nil when the octets are no description: a bootloader's are not.
    public init?(_ octets: [UInt8]) {
        guard octets.count >= Self.size else { return nil }
        var read = WireReader(octets.span, order: .little)
        guard let magic = try? read.integer(UInt32.self), magic == Self.magic,
            let secureVersion = try? read.integer(UInt32.self), (try? read.skip(8)) != nil,
            let version = Self.text(&read, 32), let project = Self.text(&read, 32), let time = Self.text(&read, 16),
            let date = Self.text(&read, 16), let framework = Self.text(&read, 32)
        else { return nil }
        self.init(
            secureVersion: secureVersion,
            version: version,
            project: project,
            time: time,
            date: date,
            framework: framework
        )
    }

    /// Up to the first NUL; what is not printable ASCII becomes `?`, since the text is shown on terminals.
    private static func text(_ read: inout WireReader, _ count: Int) -> String? {
        guard let field = try? read.bytes(count) else { return nil }
        let printable = field.prefix { $0 != 0 }.map { (0x20...0x7E).contains($0) ? $0 : 0x3F }
        return String(decoding: printable, as: UTF8.self)
    }
}
