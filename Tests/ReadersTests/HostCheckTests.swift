import Assessment
import Model
import Readers
import Testing

/// fwupd and chipsec.
@Suite struct HostCheckTests {
    private func fwupd(_ checks: (String, String, String)...) -> String {
        let list = checks.map { name, result, flags in
            #"{"AppstreamId": "org.fwupd.hsi.\#(name)", "HsiResult": "\#(result)", "Flags": [\#(flags)]}"#
        }
        return #"{"SecurityAttributes": [\#(list.joined(separator: ", "))]}"#
    }

    @Test func `a check whose precondition is absent is missing, passed or not`() throws {
        let reading = try read(
            fwupd(
                ("Uefi.SecureBoot", "not-enabled", #""missing-data""#),
                ("Uefi.BootserviceVars", "locked", #""success""#),
                ("Tpm.Version20", "not-found", "")
            )
        )
        #expect(reading.observations.isEmpty)
        #expect(reading.misses("UEFI: none was found") && reading.misses("a TPM: none"))
    }

    @Test func `Secure Boot is on or off where there is UEFI`() throws {
        let on = try read(fwupd(("Uefi.SecureBoot", "enabled", #""success""#)))
        #expect(on.fields(.enforcement, "UEFI Secure Boot") == ["boot": "on"])
        let off = try read(fwupd(("Uefi.SecureBoot", "not-enabled", "")))
        #expect(off.fields(.enforcement, "UEFI Secure Boot") == ["boot": "off"])
        #expect(try on.isRecordable() && off.isRecordable())
    }

    @Test func `a test key as platform key is a public development key`() throws {
        let reading = try read(fwupd(("Uefi.SecureBoot", "enabled", #""success""#), ("Uefi.Pk", "not-valid", "")))
        #expect(reading.fields(.verifyKey, "UEFI PK")?["development"]?.contains("CVE-2024-8105") == true)
    }

    @Test func `chipsec's results are Passed and Failed, and nothing else`() throws {
        func module(_ name: String, _ result: String) -> String {
            #""chipsec.modules.\#(name)": {"result": "\#(result)"}"#
        }
        let reading = try read(
            "{"
                + [
                    module("common.bios_wp", "Failed"), module("common.spi_lock", "Passed"),
                    module("common.secureboot.variables", "NotApplicable"), module("common.smrr", "Error"),
                    module("common.debugenabled", "Warning"),
                ].joined(separator: ",") + "}"
        )
        #expect(reading.fields(.firstCode) == ["grade": "E"])
        #expect(reading.fields(.hardening, "SPI controller lock") == ["state": "on"])
        #expect(!reading.says(.enforcement) && !reading.says(.debug))
        #expect(reading.misses("secureboot.variables: NotApplicable") && reading.misses("1 more modules"))
    }

    @Test func `damaged JSON is refused with its place`() throws {
        #expect(
            refusal { try read(#"{"SecurityAttributes": [{"AppstreamId": "org.fwupd.hsi.X""#) }.contains("not JSON")
        )
        #expect(
            refusal { try read(fwupd(("Iommu", "enabled", ""), ("Iommu", "enabled", ""))) }.contains("there twice")
        )
        #expect(refusal { try read(#"{"chipsec.modules.common.smm": {}}"#) }.contains("'result' is missing"))
    }

    @Test func `samples of a machine without UEFI and TPM pass nothing`() throws {
        guard let security = try ConformanceData.sample("fwupd_security.json"),
            let modules = try ConformanceData.sample("chipsec_all.json")
        else { return print("conformance data is absent: no host sample was read") }
        let reading = try Readers.read(security, ReadingOptions())
        #expect(!reading.says(.enforcement) && reading.misses("UEFI: none was found"))
        #expect(reading.fields(.hardening, "IOMMU") == ["state": "off"])
        #expect(try Readers.read(modules, ReadingOptions()).observations.isEmpty)
        print("conformance: 2 of 2 host samples read")
    }
}
