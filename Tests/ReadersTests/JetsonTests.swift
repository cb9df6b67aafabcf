import Assessment
import Model
import Readers
import Testing

/// The lines are those of odmfuseread.sh in public reports (L4T 36).
@Suite struct JetsonTests {
    private func output(
        key: String = String(repeating: "ab", count: 64),
        security: String = "000003e9",
        mode: String = "00000001",
        jtag: String = "00000001",
        chip: String = "0x23"
    ) -> String {
        """
        [   0.0091 ] Reading fuses
        [   0.0096 ] tegrarcm_v2 --chip \(chip) 0 --ismb2applet
        PublicKeyHash: \(key)
        BootSecurityInfo: \(security)
        ArmJtagDisable: \(jtag)
        SecurityMode: \(mode)
        SwReserved: 00000000
        DebugAuthentication: 00000000
        OdmLock: 00000000

        """
    }

    @Test func `a unit that is done enforces, and is closed`() throws {
        let reading = try read(output())
        #expect(reading.part == "Jetson Orin")
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "on"])
        #expect(reading.fields(.verifyKey, "PublicKeyHash")?["locked"] == "yes")
        #expect(reading.fields(.debug, "JTAG") == ["status": "4"])
        #expect(reading.missing.isEmpty)
        #expect(try reading.isRecordable())
    }

    /// As a burn left a unit that stopped in the middle: reserved bits of BootSecurityInfo are no kind of key.
    @Test func `a burn that stopped in the middle is named`() throws {
        let reading = try read(output(security: "000001e0", mode: "00000000", jtag: "00000000"))
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "off"])
        #expect(reading.misses("burned in part: a key is"))
        #expect(reading.fields(.verifyKey, "PublicKeyHash")?["locked"] == "no")
        #expect(reading.fields(.lifecycle)?["class"] == "open" && reading.fields(.debug, "JTAG") == ["status": "0"])
    }

    @Test func `a virgin unit has no key`() throws {
        let zero = String(repeating: "0", count: 128)
        let reading = try read(output(key: zero, security: "000001e0", mode: "00000000", jtag: "00000000"))
        #expect(!reading.says(.verifyKey) && reading.misses("PublicKeyHash is not burned"))
        #expect(reading.fields(.enforcement, "secure boot") == ["boot": "off"])
    }

    @Test func `another chip, and one that is not named, mean nothing`() throws {
        #expect(try read(output(chip: "0x18")).observations.isEmpty)
        let bare = output().split(separator: "\n").filter { !$0.contains("--chip") }.joined(separator: "\n")
        #expect(try read(bare).misses("which part it is"))
        #expect(try read(bare, ReadingOptions(part: "Jetson Orin Nano")).says(.enforcement))
    }

    @Test func `what is no fuse is refused with its line`() throws {
        #expect(refusal { try read(output(key: "xxxx")) }.contains("line 3"))
        #expect(refusal { try read(output(mode: "1") + "SecurityMode: 00000000\n") }.contains("line 6"))
        #expect(refusal { try read(output() + "SecurityMode: 00000000\n") }.contains("there twice"))
    }
}
