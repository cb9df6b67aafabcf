import Assessment
import Model

/// What the option bytes of one unit mean. Which part it is, the tool says; only a product state is an option byte of one
/// series alone.
struct STM32OptionBytes {
    private let values: [String: UInt64]
    private let words: [UInt64: UInt64]
    private let device: String?
    /// Whether the tool said which device it is, and not only who ran it.
    private let isRead: Bool
    private var reading: Reading

    init(_ values: [String: UInt64], _ words: [UInt64: UInt64], _ device: String?, _ options: ReadingOptions) {
        self.values = values
        self.words = words
        self.device = device ?? options.part
        isRead = device != nil
        reading = Reading(reader: STM32OptionReader.name, part: nil, isSimulated: options.isSimulated)
    }

    private mutating func add(_ aspect: Aspect, _ name: String, _ fields: [String: String?], _ key: String) {
        reading.add(aspect, name, fields, values[key].map { "\(key) = \($0.hexadecimal)" } ?? key)
    }

    mutating func read() -> Reading {
        let isH5 = values["PRODUCT_STATE"] != nil && device?.contains("STM32H5") ?? true
        if isH5 {
            addPart("STM32H5", device ?? "PRODUCT_STATE is an option byte of the STM32H5 series only")
            readProductState()
        } else if let device, device.contains("STM32U5"), values["PRODUCT_STATE"] == nil {
            addPart("STM32U5", device)
            readProtection(device)
        } else {
            reading.missing.append(
                device.map { "what the option bytes of a \($0) mean is not known here" }
                    ?? "which part it is: no 'Device name' is in the output, and several series have these option bytes"
            )
        }
        return reading
    }

    private mutating func addPart(_ family: String, _ origin: String) {
        reading.part = family
        reading.add(
            .part,
            "",
            ["family": family, "vendor": "STMicroelectronics"],
            class: isRead || device == nil ? .measured : .claimed,
            origin
        )
    }

    /// STM32H5, RM0481; the values are those of stm32h5xx_hal_flash_ex.h.
    private mutating func readProductState() {
        guard let state = values["PRODUCT_STATE"] else { return }
        // What debug authentication can undo, can be set back; Locked has none.
        let known: (word: String, class: String, storage: String)? =
            switch state {
            case 0xED: ("Open", "open", "flash")
            case 0x17: ("Provisioning", "open", "flash")
            case 0x2E: ("iROT-Provisioned", "open", "flash")
            case 0xC6: ("TZ-Closed", "production", "flash")
            case 0x72: ("Closed", "production", "flash")
            case 0x5C: ("Locked", "production", "otp")
            case 0x9A: ("Regression", "returned", "flash")
            case 0xA3: ("NS-Regression", "returned", "flash")
            default: nil
            }
        guard let known else { return reading.missing.append("PRODUCT_STATE \(state.hexadecimal) is not known") }
        add(.lifecycle, "", ["state": known.word, "class": known.class, "storage": known.storage], "PRODUCT_STATE")
        switch state {
        case 0xED, 0x17: add(.debug, "SWD", ["status": "0"], "PRODUCT_STATE")
        case 0x72: add(.debug, "SWD", ["status": "1"], "PRODUCT_STATE")
        case 0x5C: add(.debug, "SWD", ["status": "4"], "PRODUCT_STATE")
        default: reading.missing.append("which debug is open in the state \(known.word)")
        }
        switch values["BOOT_UBE"] {
        // User flash: the state is what keeps it, and is undone with the state.
        case 0xB4:
            add(.firstCode, "", ["grade": state == 0x5C ? "C" : known.class == "production" ? "D" : "E"], "BOOT_UBE")
        case 0xC3: add(.firstCode, "", ["grade": "B"], "BOOT_UBE")
        default: reading.missing.append("BOOT_UBE says no first code that is known")
        }
        reading.missing.append("where the verification key is: OBKeys are not shown by option bytes")
    }

    /// STM32U5, RM0456: level 2 is for ever unless a password (OEM2KEY) leads back; OEM2LOCK says whether there is one.
    private mutating func readProtection(_ device: String) {
        guard let level = values["RDP"] else { return reading.missing.append("RDP was not read") }
        let hasPassword: Bool? = words[0x4002_2020].map { $0 >> 19 & 1 != 0 }
        switch level {
        case 0xAA, 0x55:
            let name = level == 0xAA ? "Level 0" : "Level 0.5"
            add(.lifecycle, "", ["state": name, "class": "open", "storage": "flash"], "RDP")
            add(.debug, "SWD", ["status": "0"], "RDP")
        case 0xCC:
            guard let hasPassword else {
                reading.missing.append("whether level 2 can be left again: FLASH_NSSR was not read (-r32 0x40022020 4)")
                break
            }
            let fields = ["state": "Level 2", "class": "production", "storage": hasPassword ? "flash" : "otp"]
            add(.lifecycle, "", fields, "RDP")
            add(.debug, "SWD", ["status": hasPassword ? "1" : "4"], "RDP")
        default:
            add(.lifecycle, "", ["state": "Level 1", "class": "open", "storage": "flash"], "RDP")
            add(.debug, "SWD", ["status": "1"], "RDP")
        }
        readFirstCode(isForGood: level == 0xCC && hasPassword == false, isClosed: level == 0xCC)
        reading.missing.append("where the verification key is: in the boot code of user flash, not in option bytes")
    }

    /// At level 2 code may still erase and write user flash: only write protection that cannot be unlocked keeps it.
    private mutating func readFirstCode(isForGood: Bool, isClosed: Bool) {
        guard let lock = values["BOOT_LOCK"], let address = values["SECBOOTADD0"] else {
            return reading.missing.append("BOOT_LOCK or SECBOOTADD0 was not read")
        }
        let grade =
            switch (lock & 1 == 1, isForGood && isProtected(address)) {
            case (true, true): "C"
            case (true, false): "D"
            case (false, _): isClosed ? "D" : "E"
            }
        add(.firstCode, "", ["grade": grade], "BOOT_LOCK")
    }

    /// Whether a locked area of bank 1 covers the boot address. SECBOOTADD0 counts 128 octets; a page has 8 KiB.
    private func isProtected(_ address: UInt64) -> Bool {
        let page = (address << 7 & 0x00FF_FFFF) >> 13
        return ["1A", "1B"].contains { area in
            guard values["UNLOCK_" + area] == 0, let start = values["WRP\(area)_PSTRT"],
                let end = values["WRP\(area)_PEND"]
            else { return false }
            return start <= page && page <= end
        }
    }
}
