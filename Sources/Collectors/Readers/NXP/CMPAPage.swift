import Assessment
import Model
internal import Wire

/// The customer's manufacturing page of an MCXN94x: how its ROM boots. A page of flash, which ISP or the application can
/// write until the lifecycle in one-time-programmable memory forbids it.
struct CMPAPage {
    /// SECURE_BOOT_CFG.SEC_BOOT_EN: 0 all images, 1 CRC-32 or signed, 2 signed, 3 signed by ECDSA.
    var secureBoot: UInt64?
    /// FLASH_CFG.ISP_FT_ENTRY and ISP_PIN_ENTRY: 1 is disabled, everything else allowed.
    var ispAfterFailure: UInt64?
    var ispByPin: UInt64?
    /// CC_SOCU_PIN and CC_SOCU_DFLT, without their inverses.
    var pinned: UInt64?
    var preset: UInt64?
    var rootKeyTableHash: [UInt8]?
    var missing: [String] = []

    static let size = 512
    static let marker: [UInt8] = [0x63, 0x59]

    /// Bits of CC_SOCU_PIN and CC_SOCU_DFLT by port.
    private static let ports: [(name: String, core: String, bits: [UInt64])] = [
        ("CPU0, non-secure", "CPU0", [0, 1]), ("CPU0, secure", "CPU0", [2, 3]), ("DSP", "DSP", [5]),
        ("CPU1", "CPU1", [9, 10]),
    ]
    private static let bitNames = [
        "NIDEN", "DBGEN", "SPNIDEN", "SPIDEN", "", "DSP_DBGEN", "ISP_CMD_EN", "FA_CMD_EN", "ME_CMD_EN", "CPU1_NIDEN",
        "CPU1_DBGEN", "", "", "", "", "UUID_CHECK",
    ]

    /// As `pfr read` wrote it.
    init(page: [UInt8]) {
        func word(_ offset: Int) -> UInt64 { (0..<4).reduce(0) { $0 | UInt64(page[offset + $1]) << UInt64(8 * $1) } }
        func checked(_ offset: Int, _ name: String) -> (UInt64?, String?) {
            let word = word(offset)
            return word >> 16 == ~word & 0xFFFF
                ? (word & 0xFFFF, nil) : (nil, "\(name) does not agree with its inverse: \(word.hexadecimal)")
        }
        secureBoot = word(0x50) & 3
        ispByPin = word(0x04) >> 8 & 3
        ispAfterFailure = word(0x04) >> 14 & 3
        let (pinned, wrongPins) = checked(0x40, "CC_SOCU_PIN")
        let (preset, wrongPreset) = checked(0x44, "CC_SOCU_DFLT")
        (self.pinned, self.preset) = (pinned, preset)
        missing = [wrongPins, wrongPreset].compactMap(\.self)
        rootKeyTableHash = Array(page[0x60..<0x90])
    }

    /// As `pfr parse` wrote it.
    init(_ yaml: PlainYAML) {
        var missing: [String] = []
        func value(_ register: String, _ field: String, _ names: [String]) -> UInt64? {
            guard let text = yaml["settings", register, field],
                let found = names.firstIndex(where: { $0.lowercased() == text.lowercased() })
            else {
                missing.append("\(register).\(field) is not there, or has no value that is known")
                return nil
            }
            return UInt64(found)
        }
        func bits(_ register: String, _ names: [String], _ count: Int) -> UInt64? {
            var word: UInt64 = 0
            for (bit, field) in Self.bitNames.prefix(count).enumerated() where !field.isEmpty {
                // USE_DAP or DISABLED is 0, FIXED_STATE or ENABLED 1.
                guard let found = value(register, field, field == "UUID_CHECK" ? ["DISABLED", "ENABLED"] : names) else {
                    return nil
                }
                word |= found << UInt64(bit)
            }
            return word
        }
        let entries = ["ALLOWED_0B00", "DISABLED_0B01", "ALLOWED_0B10", "ALLOWED_0B11"]
        let kinds = ["ALL_IMAGES", "CRC32_IMAGES", "SIGNED_IMAGES", "ECDSA_SIGNED"]
        secureBoot = value("SECURE_BOOT_CFG", "SEC_BOOT_EN", kinds)
        ispAfterFailure = value("FLASH_CFG", "ISP_FT_ENTRY", entries)
        ispByPin = value("FLASH_CFG", "ISP_PIN_ENTRY", entries)
        pinned = bits("CC_SOCU_PIN", ["USE_DAP", "FIXED_STATE"], 16)
        preset = bits("CC_SOCU_DFLT", ["DISABLED", "ENABLED"], 11)
        if let text = yaml["settings", "ROTKH"] {
            rootKeyTableHash = Hexadecimal.decode(text).flatMap { [32, 48].contains($0.count) ? $0 : nil }
            if rootKeyTableHash == nil { missing.append("ROTKH has neither 32 nor 48 octets") }
        } else {
            missing.append("ROTKH is not there")
        }
        self.missing = missing
    }

    /// - Parameter isNamed: whether the input says the part, and not only who read it.
    func say(_ options: ReadingOptions, _ family: String, isNamed: Bool, _ reading: inout Reading) {
        reading.add(
            .part,
            "",
            ["family": family, "vendor": "NXP"],
            class: isNamed ? .measured : .claimed,
            isNamed ? "family: \(family)" : "said by who read it"
        )
        if let secureBoot {
            // A checksum is no signature.
            let boot = secureBoot >= 2 ? "on" : "off"
            reading.add(.enforcement, "secure boot", ["boot": boot], "SEC_BOOT_EN = \(secureBoot)")
        }
        if let hash = rootKeyTableHash { sayKey(hash, options, &reading) }
        for (name, value) in [("ISP after a failed boot", ispAfterFailure), ("ISP by its pin", ispByPin)] {
            guard let value else { continue }
            reading.add(.recovery, name, ["state": value == 1 ? "closed" : "open"], "CMPA: \(name) = \(value)")
        }
        if let pinned, let preset { sayDebug(pinned, preset, &reading) }
        reading.missing += missing
        reading.missing.append(
            "whether the page can still be written: the lifecycle is in one-time-programmable memory (OTP_LC_STATE)"
        )
    }

    private func sayKey(_ octets: [UInt8], _ options: ReadingOptions, _ reading: inout Reading) {
        // SHA-256 leaves the last 16 octets as they are.
        let rest = octets.dropFirst(32)
        let isShort = rest.allSatisfy { $0 == 0 } || rest.allSatisfy { $0 == 0xFF }
        let hash = isShort ? Array(octets.prefix(32)) : octets
        guard hash.contains(where: { $0 != 0 && $0 != 0xFF }) else {
            return reading.missing.append("ROTKH is not set: no key is the root's")
        }
        reading.add(
            .verifyKey,
            "ROTKH",
            ["storage": "lockable-flash", "digest": Hexadecimal.encode(hash), "released": options.isReleased(hash)],
            "CMPA: ROTKH"
        )
    }

    private func sayDebug(_ pinned: UInt64, _ preset: UInt64, _ reading: inout Reading) {
        for port in Self.ports {
            let origin = "CC_SOCU_PIN = \(pinned.hexadecimal), CC_SOCU_DFLT = \(preset.hexadecimal)"
            if port.bits.contains(where: { pinned >> $0 & 1 == 1 && preset >> $0 & 1 == 1 }) {
                reading.add(.debug, port.name, ["status": "0", "core": port.core], origin)
            } else if port.bits.allSatisfy({ pinned >> $0 & 1 == 1 }) {
                // Closed by a page that may be written again.
                reading.add(.debug, port.name, ["status": "1", "core": port.core], origin)
            } else {
                let certificates = pinned >> 15 & 1 == 1 ? "of this unit" : "of any unit (UUID_CHECK is disabled)"
                reading.missing.append(
                    "debug of \(port.name): by authentication, with a certificate \(certificates), once the lifecycle demands it"
                )
            }
        }
    }
}
