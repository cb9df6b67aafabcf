import Assessment
import Model
import Readers
import Testing

/// The frame is that of STM32CubeProgrammer's output in public reports.
@Suite struct STM32Tests {
    private func output(_ device: String?, _ bytes: String, _ more: String = "") -> String {
        """
              -------------------------------------------------------------------
                                STM32CubeProgrammer v2.18.0
        ST-LINK SN  : 00380025313751
        Voltage     : 3.28V
        Device ID   : 0x482
        \(device.map { "Device name : \($0)" } ?? "")

        UPLOADING OPTION BYTES DATA ...

          Bank          : 0x00
          Address       : 0x40022040
          Size          : 64 Bytes

        [==================================================] 100%

          Bank          : 0x01
          Address       : 0x40022068
          Size          : 16 Bytes

        OPTION BYTES BANK: 0

        \(bytes)
        \(more)
        """
    }
    private static let closed = """
           Read Out Protection:

             RDP          : 0xCC (Level 2, chip protection)

             TZEN         : 0x1 (Global TrustZone security enabled)
             SECBOOTADD0  : 0x180000 (0xC000000)
             BOOT_LOCK    : 0x1 (Boot always forced to SECBOOTADD0)
             WRP1A_PSTRT  : 0x0  (0x8000000)
             WRP1A_PEND   : 0xF  (0x801E000)
             UNLOCK_1A    : 0x0 (WRP1A start and end pages locked)
        """
    private static let status =
        "Reading 32-bit memory content\n  Size          : 4 Bytes\n  Address:      : 0x40022020\n\n"

    @Test func `a level 2 without a password is for good`() throws {
        let reading = try read(output("STM32U575/STM32U585", Self.closed, Self.status + "0x40022020 : 00000000\n"))
        #expect(reading.part == "STM32U5")
        #expect(reading.fields(.debug, "SWD") == ["status": "4"])
        #expect(reading.fields(.firstCode) == ["grade": "C"])
        #expect(reading.fields(.lifecycle)?["storage"] == "otp")
        #expect(try reading.isRecordable())
    }

    @Test func `a level 2 with a password can be left, and grades less`() throws {
        let reading = try read(output("STM32U575/STM32U585", Self.closed, Self.status + "0x40022020 : 000C0000\n"))
        #expect(reading.fields(.debug, "SWD") == ["status": "1"] && reading.fields(.firstCode) == ["grade": "D"])
        #expect(reading.fields(.lifecycle)?["storage"] == "flash")
    }

    @Test func `whether there is a password is not guessed`() throws {
        let reading = try read(output("STM32U575/STM32U585", Self.closed))
        #expect(!reading.says(.debug) && !reading.says(.lifecycle) && reading.misses("FLASH_NSSR was not read"))
    }

    @Test func `first code that write protection does not cover, or that can be unlocked, is not locked for good`()
        throws
    {
        for (what, other) in [
            ("WRP1A_PSTRT  : 0x0", "WRP1A_PSTRT  : 0x1"), ("UNLOCK_1A    : 0x0", "UNLOCK_1A    : 0x1"),
        ] {
            let bytes = Self.closed.replacing(what, with: other)
            let reading = try read(output("STM32U575/STM32U585", bytes, Self.status + "0x40022020 : 00000000\n"))
            #expect(reading.fields(.firstCode) == ["grade": "D"], "\(other)")
        }
        let open = Self.closed.replacing("0xCC", with: "0xAA").replacing(
            "BOOT_LOCK    : 0x1",
            with: "BOOT_LOCK    : 0x0"
        )
        let reading = try read(output("STM32U575/STM32U585", open))
        #expect(reading.fields(.firstCode) == ["grade": "E"] && reading.fields(.debug, "SWD") == ["status": "0"])
    }

    @Test func `without the device's name several series are meant, and nothing is said`() throws {
        let reading = try read(output(nil, Self.closed))
        #expect(reading.observations.isEmpty && reading.misses("which part it is"))
        let other = try read(output("STM32L5xx", Self.closed))
        #expect(other.observations.isEmpty && other.misses("STM32L5xx"))
        #expect(try read(output(nil, Self.closed), ReadingOptions(part: "STM32U585")).part == "STM32U5")
    }

    @Test func `states of an STM32H5 mean what its header says`() throws {
        func state(_ value: String, _ boot: String = "0xB4 (OEM-iRoT)") throws -> Reading {
            try read(output("STM32H573xx", "     PRODUCT_STATE: \(value)\n     BOOT_UBE     : \(boot)\n"))
        }
        #expect(try state("0xED (Open)").fields(.lifecycle)?["class"] == "open")
        #expect(try state("0xED (Open)").fields(.firstCode) == ["grade": "E"])
        // What debug authentication leads back from is closed, and not for good.
        #expect(try state("0x72 (Closed)").fields(.debug, "SWD") == ["status": "1"])
        #expect(try state("0x72 (Closed)").fields(.firstCode) == ["grade": "D"])
        #expect(try state("0x5C (Locked)").fields(.debug, "SWD") == ["status": "4"])
        #expect(try state("0x5C (Locked)", "0xC3 (ST-iRoT)").fields(.firstCode) == ["grade": "B"])
        #expect(try state("0x11 (?)").misses("PRODUCT_STATE 0x11"))
        #expect(try !state("0x11 (?)").says(.lifecycle))
    }

    @Test func `other series and contradictions are not read as these`() throws {
        let old = output("STM32F101", "     RDP          : Enabled (Flash memory is read-protected.)\n")
        #expect(refusal { try read(old) }.contains("no option byte that is known"))
        let twice = Self.closed + "\n     RDP          : 0xAA (Level 0)\n"
        #expect(refusal { try read(output("STM32U585", twice)) }.contains("RDP is there twice"))
        let two = output("STM32U585", Self.closed, output("STM32H573xx", ""))
        #expect(refusal { try read(two) }.contains("two devices"))
    }
}
