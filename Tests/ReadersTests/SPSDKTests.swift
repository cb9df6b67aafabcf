import Assessment
import Model
import Readers
import Testing

/// The frame and the names are those of SPSDK 3.12.0.
@Suite struct SPSDKTests {
    private static let heading = """
        # ===  fuses Configuration for mimx9352, Revision: latest..
        # Created: 21/11/2026 16:54:30.
        # NXP SPSDK version: 3.12.0  ===

        # ======================
        """
    private func cmpa(_ change: (String) -> String = { $0 }) -> String {
        let pin =
            ["NIDEN", "DBGEN", "SPNIDEN", "SPIDEN"].map { "    \($0): FIXED_STATE\n" }.joined()
            + "    DSP_DBGEN: USE_Dap\n"
            + ["ISP_CMD_EN", "FA_CMD_EN", "ME_CMD_EN", "CPU1_NIDEN", "CPU1_DBGEN"].map { "    \($0): USE_DAP\n" }
            .joined()
        let preset = [
            "NIDEN", "DBGEN", "SPNIDEN", "SPIDEN", "DSP_DBGEN", "ISP_CMD_EN", "FA_CMD_EN", "ME_CMD_EN", "CPU1_NIDEN",
            "CPU1_DBGEN",
        ].map { "    \($0): DISABLED\n" }.joined()
        return change(
            Self.heading
                + "\nfamily: mcxn947\nrevision: latest\n# Possible options: <CMPA, cmpa>\ntype: CMPA\nsettings:\n"
                + "  FLASH_CFG:\n    # Offset: 14b\n    ISP_PIN_ENTRY: ALLOWED_0B00\n    ISP_FT_ENTRY: DISABLED_0B01\n"
                + "  CC_SOCU_PIN:\n\(pin)    UUID_CHECK: ENABLED\n    Inverse_value: '0x7FF0'\n"
                + "  CC_SOCU_DFLT:\n\(preset)"
                + "  SECURE_BOOT_CFG:\n    SEC_BOOT_EN: ECDSA_SIGNED\n"
                + "  ROTKH: AA11223344556677889900112233445566778899001122334455667788990011\n"
        )
    }

    @Test func `a CMPA says what the ROM demands, and that it is flash`() throws {
        let reading = try read(cmpa())
        #expect(reading.part == "mcxn947")
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "on"])
        #expect(reading.fields(.verifyKey, "ROTKH")?["storage"] == "lockable-flash")
        #expect(reading.fields(.recovery, "ISP after a failed boot") == ["state": "closed"])
        #expect(reading.fields(.recovery, "ISP by its pin") == ["state": "open"])
        #expect(reading.fields(.debug, "CPU0, secure")?["status"] == "1")
        #expect(reading.misses("debug of CPU1: by authentication, with a certificate of this unit"))
        #expect(try reading.isRecordable())
    }

    @Test func `a page and the YAML that was made of it say the same`() throws {
        var page = [UInt8](repeating: 0, count: 512)
        page.replaceSubrange(0..<8, with: [0, 0, 0x63, 0x59, 0, 0x40, 0, 0])
        page.replaceSubrange(0x40..<0x48, with: [0x0F, 0x80, 0xF0, 0x7F, 0, 0, 0xFF, 0xFF])
        page[0x50] = 3
        let digest: [UInt8] =
            [0xAA, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0, 0x11]
            + [0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99]
            + [0, 0x11]
        page.replaceSubrange(0x60..<0x80, with: digest)
        let binary = try Readers.read(page, ReadingOptions(part: "mcxn947"))
        let yaml = try read(cmpa())
        #expect(Set(binary.observations.dropFirst()) == Set(yaml.observations.dropFirst()))
        #expect(binary.observations.first?.evidenceClass == .claimed)
        // Which part it is of, a page does not say.
        #expect(try Readers.read(page, ReadingOptions()).observations.isEmpty)
        #expect(try Readers.read(page, ReadingOptions(part: "lpc55s69")).misses("lpc55s69"))
        page[0x42] = 0
        #expect(try Readers.read(page, ReadingOptions(part: "mcxn947")).misses("does not agree with its inverse"))
    }

    @Test func `a checksum is no signature, and a page that demands none is off`() throws {
        for kind in ["ALL_IMAGES", "CRC32_IMAGES"] {
            let reading = try read(cmpa { $0.replacing("ECDSA_SIGNED", with: kind) })
            #expect(reading.fields(.enforcement, "secure boot") == ["boot": "off"], "\(kind)")
        }
        let unknown = try read(cmpa { $0.replacing("ECDSA_SIGNED", with: "SOMETHING") })
        #expect(!unknown.says(.enforcement) && unknown.misses("SECURE_BOOT_CFG.SEC_BOOT_EN"))
    }

    @Test func `debug that is fixed open is open, and a hash of zeros is no key`() throws {
        let open = try read(cmpa { $0.replacing("SPIDEN: DISABLED", with: "SPIDEN: ENABLED") })
        #expect(open.fields(.debug, "CPU0, secure")?["status"] == "0")
        let zero = String(repeating: "0", count: 64)
        let keyless = try read(cmpa { $0.replacing(#/ROTKH: .*/#, with: "ROTKH: '\(zero)'") })
        #expect(!keyless.says(.verifyKey) && keyless.misses("ROTKH is not set"))
    }

    @Test func `a template is no reading`() throws {
        let template = cmpa { $0.replacing(#/# (Created|NXP SPSDK).*/#, with: "#") }
        #expect(refusal { try read(template) }.contains("no tool read this from a unit"))
    }

    @Test func `a lifecycle that flash pretends is not one`() throws {
        func cfpa(_ state: String) throws -> Reading {
            try read(
                Self.heading + "\nfamily: mcxn947\ntype: CFPA\nsettings:\n  Header:\n    CFPA_LC_STATE: \(state)\n"
                    + "  Secure_FW_Version:\n    Secure_firmware_version: '0x0003'\n  SECBOOT_FLAGS:\n"
                    + "    RoTK0_EN: ENABLED_0\n    RoTK1_EN: KEY_REVOKED_2\n    RoTK2_EN: ENABLED_1\n    RoTK3_EN: X\n"
            )
        }
        let pretended = try cfpa("IN_FIELD_LOCKED")
        #expect(pretended.fields(.lifecycle)?["storage"] == "flash")
        let real = try cfpa("USE_LC_STATE_OTP")
        #expect(!real.says(.lifecycle) && real.misses("OTP_LC_STATE"))
        #expect(real.fields(.rollback, "secure firmware") == ["enforced": "yes", "version": "3"])
        #expect(real.fields(.keySlot, "RoTK1") == ["state": "revoked"] && real.misses("RoTK3_EN"))
    }

    private func fuses(_ identity: String, _ registers: String) -> String {
        Self.heading + "\nfamily: mimx9352\nrevision: latest\nregisters:\n"
            + "  ECID3: '\(identity)'\n  ECID2: '0x00000000'\n  ECID1: '0x00000000'\n  ECID0: '0x00000000'\n"
            + registers
    }
    private static let registers = """
          LOCK_CFG4:
            ELE_OEM_SRKH_LOCK: OP_WP
          BOOT_CFG10:
            SDP_Disable: DISABLED
          ELE_MISC_CTRL0:
            SOC_SCOPE_PRIMARY_DBG_DISABLE: ALL_DEBUG_DISABLED
          ELE_MISC_CTRL1:
            SJC_DISABLE: ENABLED
          ELE_SRKH0: '0xFFFFFFFF'
          SRKH: 0102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20

        """

    @Test func `the owner's hash of an i.MX 93 is SRKH, and not NXP's own`() throws {
        let reading = try read(fuses("0x12345678", Self.registers))
        let key = reading.fields(.verifyKey, "SRKH")
        #expect(key?["digest"]?.hasPrefix("01020304") == true && key?["locked"] == "yes")
        #expect(reading.fields(.part)?["family"] == "i.MX 93" && reading.part == "mimx9352")
        #expect(reading.fields(.debug, "JTAG") == ["status": "4"])
        #expect(reading.fields(.recovery, "serial download") == ["state": "closed"])
        #expect(reading.serial == "12345678000000000000000000000000")
        #expect(reading.misses("the lifecycle: it is the ELE's"))
        #expect(try reading.isRecordable())
    }

    @Test func `fuses without the unit's number were not read at all`() throws {
        let reading = try read(fuses("0x00000000", Self.registers))
        #expect(reading.observations.isEmpty && reading.misses("nothing was read"))
    }

    @Test func `an RT1176 closes by one fuse, and its zeros are named`() throws {
        func rt(_ configuration: String, _ jtag: String, _ word: String) throws -> Reading {
            let words = [255, 223, 191, 159, 127, 95, 63, 31].map { high in
                "  M7_SRK_HASH[\(high):\(high - 31)]: '\(high == 31 ? word : "0x0A0B0C0D")'\n"
            }.joined()
            return try read(
                Self.heading + "\nfamily: mimxrt1176\nregisters:\n  LOT_NO_ENC1: '0x00001234'\n  SEC_BOOT_CFG1:\n"
                    + "    SEC_CONFIG[1]: \(configuration)\n    JTAG_SMODE[1:0]: '\(jtag)'\n    JTAG_DISABLE: Enable\n"
                    + "  BOOT_PARAM4:\n    SDP_DISABLE: '0'\n" + words
            )
        }
        let closed = try rt("Closed", "11", "0x00010203")
        #expect(
            closed.fields(.enforcement, "HABv4") == ["boot": "on"] && closed.fields(.debug, "JTAG") == ["status": "3"]
        )
        #expect(closed.fields(.verifyKey, "M7_SRK_HASH")?["digest"]?.hasSuffix("03020100") == true)
        let open = try rt("Open", "00", "0x00000000")
        #expect(open.fields(.lifecycle)?["class"] == "open" && open.fields(.debug, "JTAG") == ["status": "0"])
        #expect(open.misses("burned in part: 1 of its 8 words"))
    }

    @Test func `fuses of a part that is not known mean nothing`() throws {
        let reading = try read(fuses("0x1", Self.registers).replacing("family: mimx9352", with: "family: mimx8ulp"))
        #expect(reading.observations.isEmpty && reading.misses("mimx8ulp"))
    }

    @Test func `YAML that no such tool writes is refused with its line`() throws {
        #expect(refusal { try read(cmpa { $0 + "  BOMB: &a [x, *a]\n" }) }.contains("a plain value was expected"))
        #expect(refusal { try read(cmpa { $0 + "  FLASH_CFG:\n" }) }.contains("there twice"))
        #expect(refusal { try read(cmpa { $0 + "nonsense\n" }) }.contains("'KEY: VALUE'"))
        let deep = (0..<20).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
        #expect(refusal { try read(cmpa { $0 + deep }) }.contains("nested too deep"))
    }

    @Test func `samples that SPSDK made are read, or refused as templates`() throws {
        guard let parsed = try ConformanceData.sample("spsdk/cmpa_locked_parsed.yaml"),
            let page = try ConformanceData.sample("spsdk/cmpa_locked.bin"),
            let virgin = try ConformanceData.sample("spsdk/cmpa_default.bin")
        else { return print("conformance data is absent: no sample of SPSDK was read") }
        let options = ReadingOptions(part: "mcxn947")
        let yaml = try Readers.read(parsed, options)
        #expect(yaml.fields(.enforcement, "secure boot") == ["boot": "on"])
        #expect(Set(try Readers.read(page, options).observations.dropFirst()) == Set(yaml.observations.dropFirst()))
        #expect(try Readers.read(virgin, options).fields(.enforcement, "secure boot") == ["boot": "off"])
        for template in ["cmpa_locked.yaml", "fuses_mimx9352.yaml", "fuses_rt1176.yaml", "pfr_mcxn947/cfpa.yaml"] {
            let octets = try #require(try ConformanceData.sample("spsdk/" + template))
            #expect(refusal { try Readers.read(octets, options) }.contains("no tool read this"), "\(template)")
        }
        print("conformance: 3 of 3 pages of SPSDK read, 4 of 4 templates refused")
    }
}
