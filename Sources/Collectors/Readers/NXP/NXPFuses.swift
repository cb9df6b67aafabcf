import Assessment
import Model
internal import Wire

/// Fuses as `nxpfuses get-config` wrote them.
struct NXPFuses {
    private let yaml: PlainYAML
    private let family: String
    /// The family as other readers of the same part call it, so that they speak of one unit.
    private let profile: String

    init(_ yaml: PlainYAML, _ family: String, profile: String) {
        self.yaml = yaml
        self.family = family
        self.profile = profile
    }

    /// What names a unit, burned by the maker: without it the file holds the fuses of no unit.
    private func number(_ registers: [String], _ reading: inout Reading) -> Bool {
        let words = registers.compactMap { yaml["registers", $0] }.compactMap(\.hexadecimalNumber)
        guard words.count == registers.count, words.contains(where: { $0 != 0 }) else {
            reading.missing.append(
                "all: \(registers.joined(separator: ", ")) are zero or absent, which no unit's are; nothing was read"
            )
            return false
        }
        let serial = words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        }.joined()
        reading.serial = serial
        reading.add(
            .part,
            "",
            ["family": profile, "vendor": "NXP", "serial": serial],
            "family: \(family), \(registers.joined(separator: ", "))"
        )
        return true
    }

    /// One of two words of a field; nil, and missing, for anything else.
    private func flag(_ register: String, _ field: String, _ off: [String], _ on: [String], _ reading: inout Reading)
        -> Bool?
    {
        let value = yaml["registers", register, field]
        if let value, on.contains(value) { return true }
        if let value, off.contains(value) { return false }
        reading.missing.append(
            "\(register).\(field) " + (value.map { "= \($0): no value that is known" } ?? "was not read")
        )
        return nil
    }

    /// ELE_SRKH0 to 7 are NXP's own; the owner's are OEM_SRKH0 to 7, which SPSDK shows as SRKH.
    func sayIMX93(_ options: ReadingOptions, _ reading: inout Reading) {
        guard number(["ECID3", "ECID2", "ECID1", "ECID0"], &reading) else { return }
        let lock = yaml["registers", "LOCK_CFG4", "ELE_OEM_SRKH_LOCK"]
        let isLocked = lock.map { ["WP", "OP_WP", "RP_WP", "ALL_LOCKS"].contains($0) ? "yes" : "no" }
        if let octets = yaml["registers", "SRKH"].flatMap({ Hexadecimal.decode($0) }), octets.count == 32 {
            sayKey("SRKH", octets, isLocked, "SRKH, ELE_OEM_SRKH_LOCK = \(lock ?? "not read")", options, &reading)
        } else {
            reading.missing.append("SRKH was not read")
        }
        if let isOff = flag("ELE_MISC_CTRL1", "SJC_DISABLE", ["DISABLED"], ["ENABLED"], &reading) {
            reading.add(
                .debug,
                "JTAG",
                ["status": isOff ? "4" : "0"],
                "SJC_DISABLE = \(isOff ? "burned" : "not burned")"
            )
        }
        switch yaml["registers", "ELE_MISC_CTRL0", "SOC_SCOPE_PRIMARY_DBG_DISABLE"] {
        case "ALL_DEBUG_DISABLED":
            reading.add(.debug, "cores, primary scope", ["status": "4"], "SOC_SCOPE_PRIMARY_DBG_DISABLE = all")
        case "ALL_DEBUG_ENABLED":
            reading.add(.debug, "cores, primary scope", ["status": "0"], "SOC_SCOPE_PRIMARY_DBG_DISABLE = none")
        default:
            reading.missing.append("which debug of the primary scope is open: SOC_SCOPE_PRIMARY_DBG_DISABLE in part")
        }
        // Serial download takes signed code only once the lifecycle is closed, which is not in these fuses.
        if flag("BOOT_CFG10", "SDP_Disable", ["ENABLED"], ["DISABLED"], &reading) == true {
            reading.add(.recovery, "serial download", ["state": "closed"], "SDP_Disable = burned")
        }
        reading.missing.append("the lifecycle: it is the ELE's (nxpele get-info, or ahab_status on U-Boot's console)")
    }

    /// i.MX RT1160 and RT1170, HABv4.
    func sayRT117x(_ options: ReadingOptions, _ reading: inout Reading) {
        guard number(["LOT_NO_ENC1"], &reading) else { return }
        if let isClosed = flag("SEC_BOOT_CFG1", "SEC_CONFIG[1]", ["Open"], ["Closed"], &reading) {
            let origin = "SEC_CONFIG[1] = \(isClosed ? "Closed" : "Open")"
            reading.add(.enforcement, "HABv4", ["boot": isClosed ? "on" : "off"], origin)
            reading.add(
                .lifecycle,
                "",
                ["state": isClosed ? "closed" : "open", "class": isClosed ? "production" : "open", "storage": "otp"],
                origin
            )
        }
        if yaml["registers", "SRK_REVOKE", "FIELD_RETURN"] == "1010" {
            reading.add(
                .lifecycle,
                "",
                ["state": "field return", "class": "returned", "storage": "otp"],
                "FIELD_RETURN"
            )
        }
        // Fuse n holds octets 4n to 4n + 3 of the hash, the lowest first (spsdk/image/hab/hab_srk.py, get_fuse).
        let words = [255, 223, 191, 159, 127, 95, 63, 31].map { high in
            yaml["registers", "M7_SRK_HASH[\(high):\(high - 31)]"].flatMap(\.hexadecimalNumber)
        }
        if !words.contains(nil) {
            let octets = words.compactMap(\.self).flatMap { word in
                (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
            }
            sayKey("M7_SRK_HASH", octets, nil, "M7_SRK_HASH[255:0]", options, &reading)
        } else {
            reading.missing.append("M7_SRK_HASH was not read whole: \(words.count { $0 != nil }) of 8 words")
        }
        sayDebugRT117x(&reading)
        if let isClosed = flag("BOOT_PARAM4", "SDP_DISABLE", ["0"], ["1"], &reading), isClosed {
            reading.add(.recovery, "serial download", ["state": "closed"], "SDP_DISABLE = 1")
        }
    }

    private func sayDebugRT117x(_ reading: inout Reading) {
        guard let isGone = flag("SEC_BOOT_CFG1", "JTAG_DISABLE", ["Enable"], ["Disable"], &reading) else { return }
        let mode = yaml["registers", "SEC_BOOT_CFG1", "JTAG_SMODE[1:0]"]
        let status: String? = isGone ? "4" : ["00": "0", "01": "1", "11": "3"][mode ?? ""]
        guard let status else { return reading.missing.append("JTAG_SMODE was not read") }
        reading.add(
            .debug,
            "JTAG",
            ["status": status],
            "JTAG_DISABLE = \(isGone ? "Disable" : "Enable"), JTAG_SMODE = \(mode ?? "not read")"
        )
    }

    private func sayKey(
        _ name: String,
        _ octets: [UInt8],
        _ isLocked: String?,
        _ origin: String,
        _ options: ReadingOptions,
        _ reading: inout Reading
    ) {
        guard octets.contains(where: { $0 != 0 }) else {
            reading.missing.append("\(name) is not burned")
            return reading.add(.keySlot, name, ["state": isLocked == "yes" ? "locked" : "open"], origin)
        }
        let zeros = stride(from: 0, to: octets.count, by: 4).count { octets[$0..<$0 + 4].allSatisfy { $0 == 0 } }
        if zeros > 0 { reading.missing.append("\(name) is burned in part: \(zeros) of its 8 words are zero") }
        reading.add(
            .verifyKey,
            name,
            [
                "storage": "otp", "digest": Hexadecimal.encode(octets), "locked": isLocked,
                "released": options.isReleased(octets),
            ],
            origin
        )
    }
}
