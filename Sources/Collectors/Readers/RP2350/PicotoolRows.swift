import Assessment
import Model
internal import Wire

/// The rows that picotool printed, and what they mean.
struct PicotoolRows {
    /// By register and field: "BOOT_FLAGS1.KEY_VALID".
    private var fields: [String: UInt64] = [:]
    /// Rows of 16 bits, by their number.
    private var rows: [UInt64: UInt64] = [:]
    private var register: String?
    private var row: UInt64?
    private var missing: [String] = []

    private static let prefix = "OTP_DATA_"

    mutating func take(_ line: ToolText.Line) throws {
        let text = line.text.trimmed
        if text.hasPrefix("ROW 0x") {
            let head = text.dropFirst(4).prefix { $0.isHexDigit || $0 == "x" }
            guard let number = head.hexadecimalNumber, number < 4096 else {
                throw ToolText.error("'ROW 0x....' was expected", line, PicotoolReader.name)
            }
            row = number
            register = text.following(Self.prefix)?.prefix { !$0.isWhitespace }.trimmed
        } else if text.contains("WARNING - REDUNDANT ROWS") {
            // Burned in part: a vote of the copies decides, and a later vote may decide otherwise.
            missing.append("\(register ?? "a row"): its redundant rows differ, it is burned in part")
        } else if text.contains("WARNING - ECC IS INVALID") {
            missing.append("\(register ?? "a row"): its error correction does not hold")
            row = nil
        } else if text.hasPrefix("VALUE 0x") {
            guard let value = text.dropFirst(6).hexadecimalNumber else {
                throw ToolText.error("'VALUE 0x..' was expected", line, PicotoolReader.name)
            }
            if let row { rows[row] = value }
        } else if text.hasPrefix("field ") {
            try takeField(text, line)
        } else if text.hasPrefix("ERROR") {
            missing.append(text)
        }
    }

    /// "field KEY_VALID (bits 0-3) = 3"
    private mutating func takeField(_ text: String, _ line: ToolText.Line) throws {
        guard let register, let equals = text.lastIndex(of: "="),
            let value = text[text.index(after: equals)...].trimmed.hexadecimalNumber,
            let field = text.dropFirst(6).split(separator: " ").first
        else { throw ToolText.error("'field NAME (bit ..) = ..' behind a row was expected", line, PicotoolReader.name) }
        let name = "\(register).\(field)"
        if let other = fields[name], other != value {
            throw ToolText.error("\(name) is there twice, with two values", line, PicotoolReader.name)
        }
        fields[name] = value
    }

    func reading(_ options: ReadingOptions) -> Reading {
        var reading = Reading(reader: PicotoolReader.name, part: "RP2350", isSimulated: options.isSimulated)
        reading.add(
            .part,
            "",
            ["family": "RP2350", "vendor": "Raspberry Pi"],
            "picotool reads one-time-programmable memory of an RP2350 only"
        )
        func value(_ field: String) -> (value: UInt64, origin: String)? {
            guard let value = fields[field] else {
                reading.missing.append("\(field) was not read")
                return nil
            }
            return (value, "\(field) = \(value.hexadecimal)")
        }
        if let boot = value("CRIT1.SECURE_BOOT_ENABLE") {
            reading.add(.enforcement, "secure boot", ["boot": boot.value != 0 ? "on" : "off"], boot.origin)
        }
        if let all = value("CRIT1.DEBUG_DISABLE"), let secure = value("CRIT1.SECURE_DEBUG_DISABLE") {
            // Secure debug alone: the port still reads what is not secure.
            let origin = all.origin + ", " + secure.origin
            reading.add(.debug, "SWD, secure", ["status": all.value != 0 || secure.value != 0 ? "4" : "0"], origin)
            reading.add(.debug, "SWD, non-secure", ["status": all.value != 0 ? "4" : "0"], origin)
        }
        if let glitch = value("CRIT1.GLITCH_DETECTOR_ENABLE") {
            reading.add(.hardening, "glitch detector", ["state": glitch.value != 0 ? "on" : "off"], glitch.origin)
        }
        if let rollback = fields["BOOT_FLAGS0.ROLLBACK_REQUIRED"] {
            reading.add(
                .rollback,
                "",
                ["enforced": rollback != 0 ? "yes" : "no"],
                "BOOT_FLAGS0.ROLLBACK_REQUIRED = \(rollback)"
            )
        }
        if let valid = value("BOOT_FLAGS1.KEY_VALID"), let invalid = value("BOOT_FLAGS1.KEY_INVALID") {
            for slot in 0..<4 { addSlot(slot, valid.value, invalid.value, options, &reading) }
        }
        reading.missing += missing
        return reading
    }

    private func addSlot(
        _ slot: Int,
        _ valid: UInt64,
        _ invalid: UInt64,
        _ options: ReadingOptions,
        _ reading: inout Reading
    ) {
        let isInvalid = invalid >> UInt64(slot) & 1 != 0
        let origin = "KEY_VALID = \(valid.hexadecimal), KEY_INVALID = \(invalid.hexadecimal)"
        let name = "BOOTKEY\(slot)"
        guard valid >> UInt64(slot) & 1 != 0 else {
            return reading.add(.keySlot, name, ["state": isInvalid ? "revoked" : "open"], origin)
        }
        let digest = digest(slot)
        if digest == nil { reading.missing.append("\(name): its 16 rows were not all read") }
        reading.add(
            .verifyKey,
            name,
            [
                "storage": "otp", "digest": digest.map(Hexadecimal.encode), "revoked": isInvalid ? "yes" : "no",
                "released": digest.flatMap(options.isReleased),
            ],
            origin
        )
    }

    /// Sixteen rows of two octets, the lower first, from 0x080 on for key 0.
    private func digest(_ slot: Int) -> [UInt8]? {
        let values = (0..<16).compactMap { rows[UInt64(0x80 + 16 * slot + $0)] }
        guard values.count == 16, values.allSatisfy({ $0 <= 0xFFFF }) else { return nil }
        return values.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
}
