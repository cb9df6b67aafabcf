import Assessment
import Foundation
import Model
import Programs
import Readers
import Testing

/// SPSDK itself writes what is read here: pages and fuses of units that it has in memory.
@Suite final class SPSDKJudgeTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "bp-spsdk-\(UUID().uuidString)")

    /// What `nxpfuses get-config` does behind its transport, and what `pfr parse` reads.
    private static let script = """
        import sys
        from spsdk.fuses.fuses import Fuses
        from spsdk.pfr.pfr import CMPA
        from spsdk.utils.family import FamilyRevision

        def fuses(family, file, **values):
            found = Fuses(family=FamilyRevision(family))
            for name, value in values.items():
                found.registers.find_reg(name, include_group_regs=True).set_value(value)
            open(sys.argv[1] + "/" + file, "w").write(found.get_config_yaml())

        digest = int.from_bytes(bytes(range(1, 33)), "big")
        fuses("mimx9352", "imx93.yaml", ECID0=0x1234, SRKH=digest)
        fuses("mimx9352", "virgin.yaml")
        fuses("mimxrt1176", "rt.yaml", LOT_NO_ENC1=0x77)
        page = CMPA(family=FamilyRevision("mcxn947"))
        page.registers.find_reg("ROTKH", include_group_regs=True).set_value(bytes(range(1, 33)))
        page.registers.find_reg("SECURE_BOOT_CFG").find_bitfield("SEC_BOOT_EN").set_value(2)
        open(sys.argv[1] + "/cmpa.bin", "wb").write(page.export())
        open(sys.argv[1] + "/cmpa.yaml", "w").write(page.get_config_yaml())
        """

    init() throws {
        var root = URL(filePath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        let python = root.appending(path: ".build/judges/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw ProgramFailure("SPSDK is not in .build/judges: run Scripts/install-judges")
        }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let judge = try Program([python, "-c", Self.script, directory.path])
        guard judge.status == 0 else { throw ProgramFailure(judge.errorText) }
    }
    deinit { try? FileManager.default.removeItem(at: directory) }

    private func reading(_ file: String, _ part: String? = nil) throws -> Reading {
        let octets = [UInt8](try Data(contentsOf: directory.appending(path: file)))
        return try Readers.read(octets, ReadingOptions(part: part))
    }

    @Test func `what SPSDK writes of fuses and pages is read`() throws {
        let fuses = try reading("imx93.yaml")
        #expect(fuses.fields(.verifyKey, "SRKH")?["digest"]?.hasPrefix("0102030405") == true)
        #expect(fuses.fields(.verifyKey, "SRKH")?["locked"] == "no")
        #expect(fuses.fields(.debug, "JTAG") == ["status": "0"])
        #expect(fuses.serial?.hasSuffix("00001234") == true)
        // Fuses of nobody: SPSDK writes the same file where it could read none.
        let virgin = try reading("virgin.yaml")
        #expect(virgin.observations.isEmpty && virgin.misses("nothing was read"))
        let open = try reading("rt.yaml")
        #expect(open.fields(.enforcement, "HABv4") == ["boot": "off"] && open.misses("M7_SRK_HASH is not burned"))
        let page = try reading("cmpa.bin", "mcxn947")
        #expect(page.fields(.verifyKey, "ROTKH")?["digest"]?.hasPrefix("0102030405") == true)
        #expect(page.fields(.enforcement, "secure boot") == ["boot": "on"])
        #expect(Set(try reading("cmpa.yaml").observations.dropFirst()) == Set(page.observations.dropFirst()))
    }
}
