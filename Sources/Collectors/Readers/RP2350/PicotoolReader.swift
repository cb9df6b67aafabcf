import Assessment
import Model
internal import Wire

/// `picotool otp get SELECTOR...`, one or several after each other.
///
/// ```text
/// ROW 0x004b: OTP_DATA_BOOT_FLAGS1 (RBIT-3)
///     RAW_VALUE=0x000803;0x000003;0x000003 (WARNING - REDUNDANT ROWS AREN'T EQUAL)
///     VALUE 0x000003
///
///     field KEY_INVALID (bits 8-11) = 0
/// ```
/// A field is what its `field` line says, in bare hexadecimal: VALUE is the whole row.
///
/// Source: raspberrypi/picotool, main.cpp (otp_get_command::execute, 2.2.0 and 2.3.1); RP2350 datasheet, 13.10.
public enum PicotoolReader: EvidenceReader {
    public static let name = "picotool-otp"
    public static let command = "picotool otp get -n CRIT1 BOOT_FLAGS1 BOOTKEY0"

    public static func recognises(_ octets: [UInt8]) -> Bool {
        let text = ToolText.beginning(octets)
        return text.contains("ROW 0x") && text.contains("VALUE 0x") && text.contains("OTP_DATA_")
    }

    public static func read(_ octets: [UInt8], _ options: ReadingOptions) throws -> Reading {
        var otp = PicotoolRows()
        for line in try ToolText(octets, name: name).lines { try otp.take(line) }
        return otp.reading(options)
    }
}
