import Assessment
import Model
internal import Wire

/// `espefuse summary --format json`: the fuses of an ESP32 and its family.
///
/// Sources: the fuses' own descriptions in esptool 5.6.0; ESP-IDF, "Secure Boot v2" and "JTAG disabling".
public enum ESP32FuseReader: EvidenceReader {
    public static let name = "espefuse-summary"
    public static let command = "espefuse --port PORT summary --format json"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = String(decoding: octets.prefix(1 << 16), as: UTF8.self)
        return text.contains("\"efuse_type\"") && text.contains("\"bit_len\"")
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let json = try StrictJSON(summary(octets), name: name)
        var fuses: [String: ESP32Fuse] = [:]
        for (key, entry) in try json.entries() { fuses[key] = try ESP32Fuse(key, entry) }
        guard let chip = ESP32Chip(fields: Set(fuses.keys)) else {
            throw json.error(
                "the fuses are those of no chip that is known, or of several",
                hint: ESP32Chip.allCases.map(\.rawValue).joined(separator: ", ")
            )
        }
        return try ESP32Fuses(chip, fuses, options).reading
    }

    /// Without what espefuse says first where it prints and does not write a file: version, chip, "=== Run".
    private static func summary(_ octets: [UInt8]) -> [UInt8] {
        guard octets.first != UInt8(ascii: "{"),
            octets.starts(with: Array("espefuse".utf8)) || octets.starts(with: Array("esptool".utf8)),
            let line = octets.indices.first(where: { index in
                octets[index] == UInt8(ascii: "{") && index > 0 && octets[index - 1] == 0x0A
            })
        else { return octets }
        return Array(octets[line...])
    }
}
