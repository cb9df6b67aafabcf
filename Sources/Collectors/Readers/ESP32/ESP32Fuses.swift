import Assessment
internal import Model
internal import Wire

/// What one unit's fuses mean.
struct ESP32Fuses {
    private let chip: ESP32Chip
    private let fuses: [String: ESP32Fuse]
    private let options: ReadingOptions
    private var observations: [Observation] = []
    private var missing: [String] = []
    private(set) var reading: Reading

    init(_ chip: ESP32Chip, _ fuses: [String: ESP32Fuse], _ options: ReadingOptions) throws {
        self.chip = chip
        self.fuses = fuses
        self.options = options
        // "aa:bb:cc:dd:ee:ff (OK)": burned by the maker into every unit.
        let address = fuses["MAC"]?.value.split(separator: " ").first.map(String.init)
        let isBlank = address.map { $0.allSatisfy { $0 == "0" || $0 == ":" } } ?? false
        reading = Reading(
            reader: ESP32FuseReader.name,
            part: chip.rawValue,
            serial: isBlank ? nil : address,
            isSimulated: options.isSimulated || isBlank
        )
        if isBlank { missing.append("MAC is zero, which no unit's is: these are the fuses of an emulation (--virt)") }
        readPart(address: isBlank ? nil : address)
        chip == .esp32 ? readFirstGeneration() : readKeyBlocks()
        readEnforcement()
        readDownload()
        readDebug()
        readRollback()
        readHardening()
        reading.observations = observations
        reading.missing = missing
    }

    private mutating func add(_ aspect: Aspect, _ name: String = "", _ fields: [String: String?], _ origin: ESP32Fuse?)
    {
        observations.append(
            Observation(aspect, name, fields.compactMapValues { $0 }, origin: origin?.words ?? "")
        )
    }

    /// A bit or number that must be readable; else it is missing.
    private mutating func number(_ name: String) -> (value: UInt64, fuse: ESP32Fuse)? {
        guard let fuse = fuses[name], fuse.isReadable, let value = fuse.number else {
            missing.append("\(name) could not be read")
            return nil
        }
        return (value, fuse)
    }

    private mutating func readPart(address: String?) {
        let major = fuses["WAFER_VERSION_MAJOR"]?.number
        let minor = fuses["WAFER_VERSION_MINOR"]?.number
        let revision = major.flatMap { major in minor.map { "v\(major).\($0)" } }
        add(
            .part,
            "",
            ["family": chip.rawValue, "vendor": "Espressif", "revision": revision, "serial": address],
            fuses["WAFER_VERSION_MAJOR"]
        )
    }

    /// KEY_PURPOSE_n says what BLOCK_KEYn is for.
    private mutating func readKeyBlocks() {
        var digests = Set<Int>()
        for number in 0...5 {
            guard let block = fuses["BLOCK_KEY\(number)"], let purpose = fuses["KEY_PURPOSE_\(number)"],
                purpose.isReadable
            else {
                missing.append("BLOCK_KEY\(number) or its purpose could not be read")
                continue
            }
            let origin = purpose
            guard purpose.value != "FORBIDDEN_STATE" else {
                missing.append("\(purpose.name) is in a state that no purpose has")
                continue
            }
            if purpose.value.hasPrefix("SECURE_BOOT_DIGEST"), let slot = Int(String(purpose.value.suffix(1))) {
                digests.insert(slot)
                readDigest(block, slot: slot, origin)
            } else if Self.isSecret(purpose.value) {
                readSecret(block, purpose)
            } else {
                readBlock(block, purpose)
            }
        }
        for slot in 0...2 where !digests.contains(slot) {
            guard let revoked = number("SECURE_BOOT_KEY_REVOKE\(slot)") else { continue }
            add(
                .keySlot,
                "SECURE_BOOT_DIGEST\(slot)",
                ["state": revoked.value != 0 ? "revoked" : "open"],
                revoked.fuse
            )
        }
    }

    private static func isSecret(_ purpose: String) -> Bool {
        ["XTS_AES", "HMAC", "ECDSA", "KM_INIT", "DS", "MANU_FLASH_ENCRYPT"].contains { purpose.hasPrefix($0) }
    }

    private mutating func readDigest(_ block: ESP32Fuse, slot: Int, _ purpose: ESP32Fuse) {
        // Burned to zero is no key: a digest of zeros can be had by nobody.
        guard block.isReadable, let octets = block.octets, octets.contains(where: { $0 != 0 }) else {
            missing.append("\(block.name) has the purpose \(purpose.value), and no digest that can be read")
            return
        }
        let revoked = number("SECURE_BOOT_KEY_REVOKE\(slot)")?.value
        // Then the block holds a part of a longer digest.
        let isCut = fuses["SECURE_BOOT_SHA384_EN"]?.number == 1
        if isCut { missing.append("\(block.name): whether it is a release key's, as secure boot uses SHA-384") }
        add(
            .verifyKey,
            block.name,
            [
                "storage": "otp", "digest": Hexadecimal.encode(octets),
                // The purpose can be changed too, unless it is protected.
                "locked": !block.isWriteable && !purpose.isWriteable ? "yes" : "no",
                "revoked": revoked.map { $0 != 0 ? "yes" : "no" },
                "released": isCut ? nil : options.isReleased(octets),
            ],
            purpose
        )
    }

    private mutating func readSecret(_ block: ESP32Fuse, _ purpose: ESP32Fuse) {
        if block.isReadable {
            guard block.isBurned == true else { return missing.append("\(block.name) has a purpose and no key") }
            add(
                .secret,
                block.name,
                [
                    "readable": "yes", "storage": "otp", "purpose": purpose.value,
                    "locked": block.isWriteable ? "no" : "yes",
                ],
                purpose
            )
        } else {
            add(
                .secret,
                block.name,
                [
                    "readable": "no", "storage": "otp", "purpose": purpose.value,
                    "locked": block.isWriteable ? "no" : "yes",
                ],
                purpose
            )
        }
    }

    private mutating func readBlock(_ block: ESP32Fuse, _ purpose: ESP32Fuse) {
        guard block.isReadable else {
            return add(.block, block.name, ["readable": "no", "empty": "no", "purpose": purpose.value], purpose)
        }
        guard let isBurned = block.isBurned else { return missing.append("\(block.name) could not be decoded") }
        add(
            .block,
            block.name,
            ["readable": "yes", "empty": isBurned ? "no" : "yes", "purpose": purpose.value],
            purpose
        )
    }

    /// The first ESP32: BLOCK1 for flash encryption, BLOCK2 for secure boot; ABS_DONE_1 is version 2.
    private mutating func readFirstGeneration() {
        if let block = fuses["BLOCK1"] {
            let isUsed = fuses["FLASH_CRYPT_CNT"]?.number.map { $0 != 0 } ?? false
            if !block.isReadable || (isUsed && block.isBurned == true) {
                add(
                    .secret,
                    "BLOCK1",
                    ["readable": block.isReadable ? "yes" : "no", "storage": "otp", "purpose": "flash encryption"],
                    block
                )
            } else if let isBurned = block.isBurned {
                add(.block, "BLOCK1", ["readable": "yes", "empty": isBurned ? "no" : "yes"], block)
            }
        }
        guard let block = fuses["BLOCK2"], let second = number("ABS_DONE_1") else { return }
        if second.value != 0, let octets = block.octets, block.isBurned == true {
            add(
                .verifyKey,
                "BLOCK2",
                [
                    "storage": "otp", "digest": Hexadecimal.encode(octets), "locked": block.isWriteable ? "no" : "yes",
                    "released": options.isReleased(octets),
                ],
                block
            )
        } else if let isBurned = block.isBurned {
            add(.block, "BLOCK2", ["readable": "yes", "empty": isBurned ? "no" : "yes"], block)
        }
    }

    private mutating func readEnforcement() {
        let names = chip == .esp32 ? ["ABS_DONE_0", "ABS_DONE_1"] : ["SECURE_BOOT_EN"]
        let bits = names.compactMap { number($0) }
        guard bits.count == names.count, let fuse = (bits.first { $0.value != 0 } ?? bits.last)?.fuse else { return }
        add(.enforcement, "secure boot", ["boot": bits.contains { $0.value != 0 } ? "on" : "off"], fuse)
    }

    /// The ROM's serial loader: open, or in secure mode where it takes no code, or closed.
    private mutating func readDownload() {
        guard let closed = number(chip == .esp32 ? "UART_DOWNLOAD_DIS" : "DIS_DOWNLOAD_MODE") else { return }
        if closed.value != 0 { return add(.recovery, "download mode", ["state": "closed"], closed.fuse) }
        guard chip != .esp32 else { return add(.recovery, "download mode", ["state": "open"], closed.fuse) }
        guard let secure = number("ENABLE_SECURITY_DOWNLOAD") else { return }
        add(.recovery, "download mode", ["state": secure.value != 0 ? "authenticated" : "open"], secure.fuse)
        if let direct = fuses["DIS_DIRECT_BOOT"], direct.isReadable, let value = direct.number {
            add(.recovery, "direct boot", ["state": value != 0 ? "closed" : "open"], direct)
        }
    }

    /// Hard fuses close a port for good; SOFT_DIS_JTAG can be undone by who has the HMAC key.
    private mutating func readDebug() {
        guard let hard = number(chip.hardDebugFuse) else { return }
        let soft = fuses["SOFT_DIS_JTAG"]?.number ?? 0
        // An odd number of bits disables it.
        let isSoft = soft.nonzeroBitCount % 2 == 1
        add(.debug, "JTAG pins", ["status": hard.value != 0 ? "4" : isSoft ? "1" : "0"], hard.fuse)
        // Where there is a USB bridge to the same port.
        if fuses["DIS_USB_JTAG"] != nil, let usb = number("DIS_USB_JTAG") {
            let isGone = fuses["DIS_USB_SERIAL_JTAG"]?.number.map { $0 != 0 } ?? false
            add(.debug, "USB-JTAG", ["status": usb.value != 0 || isGone ? "4" : isSoft ? "1" : "0"], usb.fuse)
        }
    }

    private mutating func readRollback() {
        guard let version = number("SECURE_VERSION") else { return }
        add(
            .rollback,
            "SECURE_VERSION",
            ["enforced": version.value > 0 ? "yes" : "no", "version": String(version.value.nonzeroBitCount)],
            version.fuse
        )
    }

    private mutating func readHardening() {
        for name in ["POWERGLITCH_EN", "PVT_GLITCH_EN", "CRYPT_DPA_ENABLE", "XTS_DPA_CLK_ENABLE"] {
            guard let fuse = fuses[name], fuse.isReadable, let value = fuse.number else { continue }
            add(.hardening, name, ["state": value != 0 ? "on" : "off"], fuse)
        }
    }
}
