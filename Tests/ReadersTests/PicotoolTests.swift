import Assessment
import Model
import Readers
import Testing

/// The lines are those that picotool's sources print (2.2.0 and 2.3.1).
@Suite struct PicotoolTests {
    private func critical(_ secureBoot: Int, _ debug: Int, _ secureDebug: Int, _ warning: String = "") -> String {
        """
        ROW 0x0040: OTP_DATA_CRIT1 (CRIT)
        \(warning)
            VALUE 0x000001

            field GLITCH_DETECTOR_SENS (bits 5-6) = 0
            field GLITCH_DETECTOR_ENABLE (bit 4) = 1
            field BOOT_ARCH (bit 3) = 0
            field DEBUG_DISABLE (bit 2) = \(debug)
            field SECURE_DEBUG_DISABLE (bit 1) = \(secureDebug)
            field SECURE_BOOT_ENABLE (bit 0) = \(secureBoot)

        """
    }
    private func flags(_ valid: String, _ invalid: String) -> String {
        """

        ROW 0x004b: OTP_DATA_BOOT_FLAGS1 (RBIT-3)

            VALUE 0x000803

            field DOUBLE_TAP (bit 19) = 0
            field KEY_INVALID (bits 8-11) = \(invalid)
            field KEY_VALID (bits 0-3) = \(valid)

        """
    }
    private var keyRows: String {
        (0..<16).map { row in
            let value = String((2 * row) | (2 * row + 1) << 8, radix: 16)
            let digits = String(repeating: "0", count: 4 - value.count) + value
            let number = String(0x80 + row, radix: 16)
            return "\nROW 0x00\(number): OTP_DATA_BOOTKEY0_\(row) (ECC)\n\n    VALUE 0x\(digits)\n"
        }.joined()
    }

    @Test func `fields are read, and not the row that they stand in`() throws {
        // The row's value is 1: its lowest bit is not the field that was asked for.
        let reading = try read(critical(0, 0, 0) + flags("1", "e"))
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "off"])
        #expect(reading.fields(.debug, "SWD, secure") == ["status": "0"])
        #expect(reading.fields(.hardening, "glitch detector") == ["state": "on"])
        #expect(reading.fields(.verifyKey, "BOOTKEY0")?["revoked"] == "no")
        #expect(reading.fields(.keySlot, "BOOTKEY3") == ["state": "revoked"])
        #expect(try read(critical(1, 1, 1) + flags("3", "0")).fields(.keySlot, "BOOTKEY2") == ["state": "open"])
    }

    @Test func `invalid wins over valid, and secure debug alone leaves the rest open`() throws {
        let reading = try read(critical(1, 0, 1) + flags("1", "1"))
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "on"])
        #expect(reading.fields(.verifyKey, "BOOTKEY0")?["revoked"] == "yes")
        #expect(reading.fields(.debug, "SWD, secure") == ["status": "4"])
        #expect(reading.fields(.debug, "SWD, non-secure") == ["status": "0"])
    }

    @Test func `the key's digest is assembled of its sixteen rows`() throws {
        let digest = (0..<32).map { UInt8($0) }
        let reading = try read(critical(1, 1, 1) + flags("1", "e") + keyRows, ReadingOptions(releaseKeys: [digest]))
        let fields = reading.fields(.verifyKey, "BOOTKEY0")
        #expect(fields?["digest"]?.hasPrefix("00010203") == true && fields?["released"] == "yes")
        #expect(try reading.isRecordable())
    }

    @Test func `rows of which the copies differ are burned in part, and said to be`() throws {
        let warning =
            "    RAW_VALUE=0x000001;0x000001;0x000001;0x000001;0x000001;0x000000;0x000001;0x000001(WARNING - REDUNDANT ROWS AREN'T EQUAL)"
        let reading = try read(critical(1, 1, 1, warning))
        #expect(reading.misses("CRIT1: its redundant rows differ, it is burned in part"))
        #expect(reading.misses("BOOT_FLAGS1.KEY_VALID was not read"))
    }

    @Test func `what was not read is missing`() throws {
        let reading = try read(flags("1", "0"))
        #expect(!reading.says(.enforcement) && reading.misses("CRIT1.SECURE_BOOT_ENABLE"))
    }

    @Test func `what picotool never prints is refused`() throws {
        #expect(refusal { try read(critical(1, 1, 1) + "    field X (bit 1) = z\n") }.contains("line 11"))
        #expect(refusal { try read(critical(1, 1, 1) + critical(0, 1, 1)) }.contains("twice"))
        let rowless = "OTP_DATA_ VALUE 0x1 ROW 0x\nfield SECURE_BOOT_ENABLE (bit 0) = 1\n"
        #expect(refusal { try read(rowless) }.contains("behind a row"))
    }
}
