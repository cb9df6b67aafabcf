import Assessment
import Model

/// `chipsec_main -j FILE`: what chipsec's modules found. Only Passed and Failed are results; everything else was not
/// looked at.
///
/// Source: output of chipsec 1.13.16; chipsec/library/returncode.py.
public enum ChipsecReader: EvidenceReader {
    public static let name = "chipsec"
    public static let command = "chipsec_main -j FILE"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        ToolText.beginning(octets).contains("\"chipsec.modules.")
    }

    /// A module that answers a question, and what it shows; nil for a result that shows nothing.
    private struct Module {
        var aspect: Aspect
        var name: String
        var passed: [String: String]
        var failed: [String: String]?
    }

    private static let known: [String: Module] = [
        "common.bios_wp": Module(aspect: .firstCode, name: "", passed: ["grade": "D"], failed: ["grade": "E"]),
        "common.spi_lock": Module(
            aspect: .hardening,
            name: "SPI controller lock",
            passed: ["state": "on"],
            failed: ["state": "off"]
        ),
        "common.smm": Module(aspect: .hardening, name: "SMRAM lock", passed: ["state": "on"], failed: ["state": "off"]),
        // Failed may be the variables' protection, with Secure Boot on.
        "common.secureboot.variables": Module(
            aspect: .enforcement,
            name: "UEFI Secure Boot",
            passed: ["boot": "on"],
            failed: nil
        ),
        "common.debugenabled": Module(
            aspect: .debug,
            name: "platform",
            passed: ["status": "1"],
            failed: ["status": "0"]
        ),
    ]

    private static let prefix = "chipsec.modules."

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        var reading = Reading(reader: name, part: nil, isSimulated: options.isSimulated)
        var others = 0
        for (key, entry) in try StrictJSON(octets, name: name).entries() {
            let result = try entry.value("result").text(atMost: 64)
            let module = key.hasPrefix(prefix) ? known[String(key.dropFirst(prefix.count))] : nil
            guard let module else {
                if result != "Passed", result != "Failed" { others += 1 }
                continue
            }
            let fields = result == "Passed" ? module.passed : result == "Failed" ? module.failed : nil
            guard let fields else {
                reading.missing.append("\(key): \(result)")
                continue
            }
            reading.add(module.aspect, module.name, fields, "\(key): \(result)")
        }
        if others > 0 { reading.missing.append("\(others) more modules came to no result") }
        return reading
    }
}
