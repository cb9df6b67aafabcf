/// The chips that `espefuse` summarises: a summary does not name its chip, but has fields that only one chip has.
enum ESP32Chip: String, CaseIterable {
    case esp32 = "ESP32"
    case esp32s2 = "ESP32-S2"
    case esp32s3 = "ESP32-S3"
    case esp32c3 = "ESP32-C3"
    case esp32c6 = "ESP32-C6"
    case esp32h2 = "ESP32-H2"
    case esp32p4 = "ESP32-P4"

    /// Fields of this chip's summary and of no other chip's that esptool 5.6.0 knows, be it one of these or not; one list
    /// for each table of fuses that revisions of the chip have (ESP32-P4: before v3.0, from v3.0 on).
    private var marks: [[String]] {
        switch self {
        case .esp32: [["ABS_DONE_0", "ABS_DONE_1", "CODING_SCHEME"]]
        case .esp32s2: [["HARD_DIS_JTAG", "DIS_BOOT_REMAP"]]
        case .esp32s3: [["STRAP_JTAG_SEL", "DIS_APP_CPU"]]
        case .esp32c3: [["ERR_RST_ENABLE"]]
        case .esp32c6: [["SWAP_UART_SDIO_EN"]]
        // The fuses of an ESP32-H21 are nearly the same.
        case .esp32h2: [["RXIQ_0", "RXIQ_1", "RXIQ_VERSION"]]
        case .esp32p4:
            [["KM_HUK_GEN_STATE", "DCDC_VSET"], ["KEY_PURPOSE_0_H", "RECOVERY_BOOTLOADER_FLASH_SECTOR_0_1"]]
        }
    }

    /// The one chip of which all marks of one table are there, and no mark of any other.
    init?(fields: Set<String>) {
        let found = Self.allCases.flatMap { chip in
            chip.marks.filter { $0.allSatisfy(fields.contains) }.map { _ in chip }
        }
        let touched = Self.allCases.flatMap { chip in chip.marks.filter { $0.contains(where: fields.contains) } }
        guard let chip = found.first, found.count == 1, touched.count == 1 else { return nil }
        self = chip
    }

    /// Fuses that close the pins' debug port for good.
    var hardDebugFuse: String {
        switch self {
        case .esp32: "JTAG_DISABLE"
        case .esp32s2: "HARD_DIS_JTAG"
        default: "DIS_PAD_JTAG"
        }
    }
}
