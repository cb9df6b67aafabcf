import Assessment
import Model
import TPM2

/// `tpm2_getcap` of `properties-fixed`, `properties-variable`, `algorithms` and the handles: YAML.
///
/// A TPM in failure mode answers with a part of its properties, and the tool ends with success: nothing of that counts.
/// What a TPM says of its maker can only lower it: that it is silicon, its certificate alone shows.
///
/// Source: output of tpm2-tools 5.4; TPM 2.0 Library, Part 2, 6.13 and 8.6.
public enum TPMCapabilityReader: EvidenceReader {
    public static let name = "tpm2-getcap"
    public static let command = "tpm2_getcap properties-fixed (also properties-variable, handles-nv-index, algorithms)"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = ToolText.beginning(octets)
        return text.hasPrefix("TPM2_PT_") || text.hasPrefix("- 0x") || text.hasPrefix("rsa:\n")
            || text.hasPrefix("ecc:\n")
            || text.hasPrefix("tdes:\n") || text.hasPrefix("sha1:\n")
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        let yaml = try PlainYAML(octets, name: name)
        var reading = Reading(reader: name, part: nil, isSimulated: options.isSimulated)
        if yaml.keys().contains(where: { $0 == "TPM2_PT_PERMANENT" || $0 == "TPM2_PT_STARTUP_CLEAR" }) {
            TPMVariableProperties.say(yaml, &reading)
        } else if yaml.keys().contains(where: { $0.hasPrefix("TPM2_PT_") }) {
            try sayFixed(yaml, &reading)
        } else if !yaml.keys().isEmpty, yaml.keys().allSatisfy({ UInt64($0) != nil }) {
            try sayHandles(yaml, &reading)
        } else if yaml.keys().contains(where: { yaml[$0, "asymmetric"] != nil }) {
            try sayAlgorithms(yaml, &reading)
        } else {
            throw BedplateError(.malformed, "no capability that is known", location: name)
        }
        return reading
    }

    private static func sayFixed(_ yaml: PlainYAML, _ reading: inout Reading) throws {
        func word(_ property: String) throws -> UInt64? {
            guard let text = yaml["TPM2_PT_" + property, "raw"] else { return nil }
            guard let value = text.hasPrefix("0x") ? text.hexadecimalNumber : UInt64(text), value <= UInt32.max else {
                throw yaml.error("'\(text.prefix(20))' is no number of 32 bits", at: ["TPM2_PT_" + property, "raw"])
            }
            return value
        }
        guard try word("FAMILY_INDICATOR") == 0x322E_3000, let maker = try word("MANUFACTURER"),
            let high = try word("FIRMWARE_VERSION_1"), let low = try word("FIRMWARE_VERSION_2")
        else {
            return reading.missing.append(
                "all: the TPM does not say that it is of the 2.0 family, as one in failure mode does not"
            )
        }
        let manufacturer = text([maker])
        let vendor = try (1...4).compactMap { try word("VENDOR_STRING_\($0)") }
        let model = text(vendor)
        let firmware = [high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF].map(String.init).joined(separator: ".")
        TPMPresence(manufacturer: manufacturer, model: model, firmware: firmware).say(&reading)
    }

    /// Octets of properties as printable ASCII, up to the first zero.
    private static func text(_ words: [UInt64]) -> String {
        let octets = words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64(24 - 8 * $0)) } }
        return String(decoding: octets.prefix { $0 != 0 }.map { (0x20...0x7E).contains($0) ? $0 : 0x2E }, as: UTF8.self)
    }

    /// EK certificates lie at fixed indices (TCG EK Credential Profile, 2.2.1.4): there or not, is all that a list shows.
    private static func sayHandles(_ yaml: PlainYAML, _ reading: inout Reading) throws {
        let handles = try yaml.keys().map { key in
            guard let handle = yaml[key]?.hexadecimalNumber, handle <= UInt32.max else {
                throw yaml.error("a handle was expected", at: [key])
            }
            return handle
        }
        let kinds: [(String, ClosedRange<UInt64>)] = [
            ("NV index", 0x0100_0000...0x01FF_FFFF), ("persistent object", 0x8100_0000...0x81FF_FFFF),
        ]
        for (kind, range) in kinds {
            let found = handles.filter(range.contains)
            if !found.isEmpty { reading.notes.append("\(kind): \(found.map(\.hexadecimal).joined(separator: ", "))") }
        }
        if handles.contains(where: {
            (0x01C0_0002...0x01C0_000C).contains($0) || (0x01C0_0012...0x01C0_0024).contains($0)
        }) {
            reading.missing.append("whose certificate the endorsement key has: one is there (bedplate verify ek)")
        } else if handles.contains(where: kinds[0].1.contains) {
            reading.missing.append("an endorsement certificate: none of the indices for it is there")
        }
    }

    private static func sayAlgorithms(_ yaml: PlainYAML, _ reading: inout Reading) throws {
        for name in yaml.keys() where yaml[name, "value"]?.hexadecimalNumber == nil {
            throw yaml.error("an algorithm's value was expected", at: [name, "value"])
        }
        let weak = yaml.keys().filter { ["sha1", "tdes"].contains($0) }
        reading.notes.append("\(yaml.keys().count) algorithms")
        if !weak.isEmpty { reading.notes.append("weak or deprecated (SP 800-131A): \(weak.joined(separator: ", "))") }
    }
}
