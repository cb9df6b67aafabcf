import Assessment
import Model
internal import Wire

/// `odmfuseread.sh -i 0x23 BOARD` of a Jetson Orin: its log, and the fuses behind it.
///
/// ```text
/// PublicKeyHash: ab12...
/// BootSecurityInfo: 000001e0
/// SecurityMode: 00000000
/// ```
/// Sources: output of L4T 36 in public bug reports; Jetson Linux developer guide, "Secure Boot" (fuse configuration: bits 0
/// to 2 of BootSecurityInfo are the kind of key; SecurityMode ends burning).
public enum JetsonFuseReader: EvidenceReader {
    public static let name = "jetson-odmfuseread"
    public static let command = "sudo ./odmfuseread.sh -i 0x23 jetson-orin-nano-devkit"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = String(decoding: octets.prefix(1 << 20), as: UTF8.self)
        return text.contains("PublicKeyHash: ") && text.contains("SecurityMode: ")
    }

    /// Fuses that are understood, and how many digits they have at most.
    private static let names = ["PublicKeyHash": 128, "BootSecurityInfo": 8, "SecurityMode": 8, "ArmJtagDisable": 8]

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        var values: [String: [UInt8]] = [:]
        var chips: Set<String> = []
        for line in try ToolText(octets, name: name).lines {
            if let chip = line.text.following("--chip ")?.split(separator: " ").first { chips.insert(String(chip)) }
            let parts = line.text.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let limit = names[parts[0].trimmed] else { continue }
            let key = parts[0].trimmed
            let text = parts[1].trimmed
            let digits = text.hasPrefix("0x") ? String(text.dropFirst(2)) : text
            guard digits.count <= limit, let value = Hexadecimal.decode(digits) else {
                throw ToolText.error("'\(key): ' and at most \(limit) hexadecimal digits were expected", line, name)
            }
            if let other = values[key], other != value { throw ToolText.error("\(key) is there twice", line, name) }
            values[key] = value
        }
        var reading = Reading(reader: name, part: nil, isSimulated: options.isSimulated)
        let isOrin = chips == ["0x23"] || (chips.isEmpty && options.part?.lowercased().contains("orin") ?? false)
        guard isOrin else {
            reading.missing.append(
                "which part it is: the log has no '--chip 0x23' (keep all that odmfuseread.sh prints), or another chip"
            )
            return reading
        }
        reading.part = "Jetson Orin"
        reading.add(
            .part,
            "",
            ["family": "Jetson Orin", "vendor": "NVIDIA"],
            class: chips.isEmpty ? .claimed : .measured,
            chips.isEmpty ? "said by who read it" : "--chip 0x23"
        )
        say(values, options, &reading)
        return reading
    }

    private static func say(_ values: [String: [UInt8]], _ options: ReadingOptions, _ reading: inout Reading) {
        func number(_ key: String) -> UInt64? {
            guard let octets = values[key] else {
                reading.missing.append("\(key) was not read")
                return nil
            }
            return octets.reduce(0) { $0 << 8 | UInt64($1) }
        }
        let mode = number("SecurityMode")
        let security = number("BootSecurityInfo")
        let key = values["PublicKeyHash"]
        let isKeyed = key?.contains { $0 != 0 } ?? false
        if let key, isKeyed {
            reading.add(
                .verifyKey,
                "PublicKeyHash",
                [
                    "storage": "otp", "digest": Hexadecimal.encode(key), "locked": mode.map { $0 != 0 ? "yes" : "no" },
                    "released": options.isReleased(key),
                ],
                "PublicKeyHash, SecurityMode = \(mode?.hexadecimal ?? "not read")"
            )
        } else {
            reading.missing.append(key == nil ? "PublicKeyHash was not read" : "PublicKeyHash is not burned")
        }
        if let security {
            let origin = "BootSecurityInfo = \(security.hexadecimal)"
            let isOn = security & 7 != 0
            if isOn == isKeyed {
                reading.add(.enforcement, "secure boot", ["boot": isOn ? "on" : "off"], origin)
            } else {
                reading.add(.enforcement, "secure boot", ["boot": "off"], origin)
                reading.missing.append(
                    "burned in part: "
                        + (isOn ? "a kind of key is, and no key" : "a key is, and BootSecurityInfo names no kind of it")
                )
            }
        }
        if let mode {
            reading.add(
                .lifecycle,
                "",
                ["state": "SecurityMode \(mode)", "class": mode != 0 ? "production" : "open", "storage": "otp"],
                "SecurityMode = \(mode.hexadecimal)"
            )
        }
        if let jtag = number("ArmJtagDisable") {
            let origin = "ArmJtagDisable = \(jtag.hexadecimal)"
            reading.add(.debug, "JTAG", ["status": jtag != 0 ? "4" : "0"], origin)
        }
    }
}
