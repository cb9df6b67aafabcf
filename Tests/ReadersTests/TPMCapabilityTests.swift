import Assessment
import Model
import Readers
import Testing

@Suite struct TPMCapabilityTests {
    private func fixed(_ maker: String, _ vendor: [String], family: String = "0x322E3000") -> String {
        "TPM2_PT_FAMILY_INDICATOR:\n  raw: \(family)\n  value: \"2.0\"\nTPM2_PT_LEVEL:\n  raw: 0\n"
            + "TPM2_PT_MANUFACTURER:\n  raw: \(maker)\n  value: \"\"\n"
            + vendor.enumerated().map { "TPM2_PT_VENDOR_STRING_\($0.offset + 1):\n  raw: \($0.element)\n" }.joined()
            + "TPM2_PT_FIRMWARE_VERSION_1:\n  raw: 0x70055\nTPM2_PT_FIRMWARE_VERSION_2:\n  raw: 0x11CB00\n"
    }

    @Test func `an emulation is named as what it is`() throws {
        let reading = try read(fixed("0x49424D00", ["0x53572020", "0x2054504D", "0x0", "0x0"]))
        #expect(reading.part == "TPM 2.0" && reading.isSimulated)
        #expect(reading.fields(.keyStore, "TPM") == ["kind": "virtual"])
        let cloud = try read(fixed("0x4D534654", ["0x0", "0x0", "0x0", "0x0"]))
        #expect(cloud.fields(.keyStore, "TPM") == ["kind": "virtual"])
        #expect(try reading.isRecordable())
    }

    @Test func `what a maker's name cannot show is missing`() throws {
        // IFX, SLB9670
        let reading = try read(fixed("0x49465800", ["0x534C4239", "0x36373000", "0x0", "0x0"]))
        #expect(!reading.says(.keyStore) && !reading.isSimulated && reading.misses("whether the TPM is silicon"))
        #expect(
            reading.fields(.part, "TPM")?["vendor"] == "IFX"
                && reading.fields(.part, "TPM")?["firmware"] == "7.85.17.51968"
        )
        let firmware = try read(fixed("0x414D4400", ["0x0", "0x0", "0x0", "0x0"]))
        #expect(firmware.fields(.keyStore, "TPM") == ["kind": "firmware"])
    }

    @Test func `a TPM in failure mode shows nothing`() throws {
        let partial =
            "TPM2_PT_MANUFACTURER:\n  raw: 0x4D4249\n  value: \"\"\nTPM2_PT_FIRMWARE_VERSION_1:\n  raw: 0x20191023\n"
        let reading = try read(partial)
        #expect(reading.observations.isEmpty && reading.misses("failure mode"))
        let variable =
            "TPM2_PT_PERMANENT:\n  ownerAuthSet:              0\n  reserved1:                 1\n  reserved2:   1\n"
        #expect(try read(variable).observations.isEmpty)
    }

    @Test func `what is set up in the TPM is hardening`() throws {
        let text = """
            TPM2_PT_PERMANENT:
              ownerAuthSet:              0
              lockoutAuthSet:            1
              reserved1:                 0
              reserved2:                 0
            TPM2_PT_STARTUP_CLEAR:
              phEnable:                  1

            """
        let reading = try read(text)
        #expect(reading.fields(.hardening, "lockout authorization set") == ["state": "on"])
        #expect(reading.fields(.hardening, "owner authorization set") == ["state": "off"])
        #expect(reading.fields(.hardening, "platform hierarchy closed") == ["state": "off"])
    }

    @Test func `a certificate's index is its presence, and not its chain`() throws {
        let present = try read("- 0x1C00002\n- 0x1C00016\n- 0x81010001\n")
        #expect(present.observations.isEmpty && present.misses("whose certificate"))
        #expect(present.notes.contains { $0.contains("0x1C00002, 0x1C00016") })
        #expect(try read("- 0x1800001\n").misses("none of the indices"))
    }

    @Test func `weak algorithms are noted`() throws {
        let text = "rsa:\n  value:      0x1\n  asymmetric: 1\nsha1:\n  value:      0x4\n  asymmetric: 0\n"
        #expect(try read(text).notes.contains { $0.contains("SP 800-131A): sha1") })
    }

    @Test func `what is no answer of a TPM is refused with its line`() throws {
        #expect(refusal { try read(fixed("many", [])) }.contains("line 7"))
        #expect(refusal { try read("- 0x1C00002\n- zero\n") }.contains("line 2"))
        #expect(
            refusal { try read("TPM2_PT_FAMILY_INDICATOR:\n  raw: 0x322E3000\n  raw: 0\n") }.contains("there twice")
        )
    }

    @Test func `samples of tpm2-tools are read as what they are`() throws {
        var count = 0
        for (name, kind) in [
            ("properties-fixed", "virtual"), ("properties-fixed_FAILUREMODE", nil),
            ("properties-variable_FAILUREMODE", nil), ("properties-variable", nil), ("handles-nv-index", nil),
            ("handles-persistent", nil), ("handles-permanent", nil), ("algorithms", nil),
        ] as [(String, String?)] {
            guard let octets = try ConformanceData.sample("tpm2_getcap_\(name).yaml") else { continue }
            let reading = try Readers.read(octets, ReadingOptions())
            #expect(reading.fields(.keyStore, "TPM")?["kind"] == kind, "\(name)")
            if name.hasSuffix("FAILUREMODE") { #expect(reading.observations.isEmpty && reading.misses("failure mode")) }
            count += 1
        }
        print("conformance: \(count) of 8 answers of tpm2_getcap read" + (count == 0 ? ": the data is absent" : ""))
    }
}
