import Assessment
import Model

/// `STM32_Programmer_CLI -c port=SWD mode=hotplug -ob displ`, and, where it follows, `-r32 0x40022020 4` (FLASH_NSSR of an
/// STM32U5: whether the password keys are locked).
///
/// Sources: output of version 2.4.0 and 2.18.0 in public bug reports; RM0456 (STM32U5), RM0481 (STM32H5), AN5347
/// (OEM1LOCK and OEM2LOCK, bits 18 and 19 of FLASH_NSSR).
public enum STM32OptionReader: EvidenceReader {
    public static let name = "stm32-option-bytes"
    public static let command = "STM32_Programmer_CLI -c port=SWD mode=hotplug -ob displ"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        ToolText.beginning(octets).contains("OPTION BYTES BANK")
    }

    /// The option bytes that are understood: the output has others, some of them once for each bank.
    private static let names: Set = [
        "PRODUCT_STATE", "BOOT_UBE", "RDP", "TZEN", "BOOT_LOCK", "SECBOOTADD0", "WRP1A_PSTRT", "WRP1A_PEND",
        "UNLOCK_1A",
        "WRP1B_PSTRT", "WRP1B_PEND", "UNLOCK_1B",
    ]

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        var values: [String: UInt64] = [:]
        var device: String?
        var words: [UInt64: UInt64] = [:]
        var isInBank = false
        for line in try ToolText(octets, name: name).lines {
            let text = line.text.trimmed
            if text.hasPrefix("OPTION BYTES BANK") { isInBank = true }
            if text.hasPrefix("UPLOADING") || text.hasPrefix("Reading ") { isInBank = false }
            guard let colon = text.firstIndex(of: ":") else { continue }
            let key = text[..<colon].trimmed
            let rest = text[text.index(after: colon)...].trimmed
            if key == "Device name" {
                if let device, device != rest { throw ToolText.error("output of two devices", line, name) }
                device = rest
            } else if key.hasPrefix("0x"), let address = key.hexadecimalNumber {
                guard let word = rest.prefix(while: { !$0.isWhitespace }).hexadecimalNumber, word <= UInt32.max else {
                    throw ToolText.error("'0xADDRESS : WORD' was expected", line, name)
                }
                words[address] = word
            } else if isInBank, names.contains(key) {
                guard rest.hasPrefix("0x"), let value = rest.prefix(while: { !$0.isWhitespace }).hexadecimalNumber
                else {
                    // Of older series the tool prints words: "RDP : Enabled (...)".
                    continue
                }
                if let other = values[key], other != value {
                    throw ToolText.error("\(key) is there twice, with two values", line, name)
                }
                values[key] = value
            }
        }
        guard !values.isEmpty else {
            throw BedplateError(.malformed, "no option byte that is known", location: name)
        }
        var bytes = STM32OptionBytes(values, words, device, options)
        return bytes.read()
    }
}
