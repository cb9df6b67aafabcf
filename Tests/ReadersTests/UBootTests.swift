import Assessment
import Model
import Readers
import Testing

/// The lines are those that U-Boot's sources print.
@Suite struct UBootTests {
    private static let banner = "CPU:   Freescale i.MX8MMQ rev1.0 1800 MHz (running at 1200 MHz)\n"
    private static let fuses = """
        => fuse read 6 0 4
        Reading bank 6:

        Word 0x00000000: 03020100 07060504 0b0a0908 0f0e0d0c
        => fuse read 7 0 4
        Reading bank 7:

        Word 0x00000000: 13121110 17161514 1b1a1918 1f1e1d1c

        """

    private func hab(_ configuration: String, _ state: String) -> String {
        "Secure boot enabled\n\nHAB Configuration: \(configuration), HAB State: \(state)\nNo HAB Events Found!\n"
    }

    @Test func `a closed part enforces, an open one with no events does not`() throws {
        let closed = try read(Self.banner + hab("0xcc", "0x99"))
        #expect(closed.fields(.enforcement, "HABv4") == ["boot": "on"])
        #expect(closed.fields(.lifecycle)?["class"] == "production")
        #expect(closed.fields(.part)?["family"] == "i.MX 8M Mini" && closed.fields(.part)?["revision"] == "1.0")
        let open = try read(Self.banner + hab("0xf0", "0x66"))
        #expect(open.fields(.enforcement, "HABv4") == ["boot": "off"])
        #expect(try closed.isRecordable() && open.isRecordable())
    }

    @Test func `a configuration that no part has is missing, not open`() throws {
        let reading = try read(Self.banner + hab("0x00", "0x66"))
        #expect(!reading.says(.enforcement) && reading.misses("no state that is known"))
    }

    @Test func `the words of a lifecycle count, as parts share numbers`() throws {
        let states = [
            ("0x00000020, OEM closed", "on"), ("0x00000080, OEM closed", "on"), ("0x00000008, OEM Open", "off"),
            ("0x0020, NXP closed", "off"), ("0x00000100, OEM Locked", "on"),
        ]
        for (state, boot) in states {
            let reading = try read("CPU:   NXP i.MX93(52) rev1.1 1700 MHz\nLifecycle: \(state)\n")
            #expect(reading.fields(.enforcement, "AHAB") == ["boot": boot], "\(state)")
        }
        let returned = try read("Lifecycle: 0x00000080, Field Return NXP\n")
        #expect(returned.fields(.lifecycle)?["class"] == "returned" && !returned.says(.enforcement))
        #expect(try read("Lifecycle: 0x00000200, BRICKED\n").misses("no state that is known"))
    }

    @Test func `the hash of the root keys is read in the octets' order, and compared`() throws {
        let digest = (0..<32).map { UInt8($0) }
        let reading = try read(Self.banner + Self.fuses, ReadingOptions(releaseKeys: [digest]))
        let fields = reading.fields(.verifyKey, "SRK hash")
        #expect(fields?["digest"]?.hasPrefix("000102030405") == true && fields?["released"] == "yes")
        let other = try read(Self.banner + Self.fuses, ReadingOptions(releaseKeys: [[1]]))
        #expect(other.fields(.verifyKey, "SRK hash")?["released"] == "no")
    }

    @Test func `fuses of a part that nobody named mean nothing`() throws {
        let reading = try read(Self.fuses)
        #expect(!reading.says(.verifyKey) && reading.misses("which part they are of"))
        // The same words on another part are something else.
        #expect(try !read("CPU: i.MX93 rev1.0 at 1692 MHz\n" + Self.fuses).says(.verifyKey))
    }

    @Test func `the owner's hash of an i.MX 93 is bank 16`() throws {
        let words =
            "Word 0x00000000: 00000001 00000002 00000003 00000004\nWord 0x00000004: 00000005 00000006 00000007 00000008\n"
        let reading = try read("CPU: i.MX93 rev1.0 at 1692 MHz\nReading bank 16:\n\n" + words)
        #expect(reading.fields(.verifyKey, "SRK hash")?["digest"]?.hasPrefix("0100000002000000") == true)
        let others = try read("CPU: i.MX93 rev1.0 at 1692 MHz\nReading bank 8:\n\n" + words)
        #expect(!others.says(.verifyKey))
    }

    @Test func `a hash that is not burned, burned in part, or read in part is named`() throws {
        let zero = Self.fuses.replacing(#/Word.*/#, with: "Word 0x00000000: 00000000 00000000 00000000 00000000")
        let virgin = try read(Self.banner + zero)
        #expect(!virgin.says(.verifyKey) && virgin.misses("not burned"))
        let partly = try read(Self.banner + Self.fuses.replacing("13121110", with: "00000000"))
        #expect(partly.says(.verifyKey) && partly.misses("burned in part: 1 of its 8 words"))
        let short = try read(Self.banner + Self.fuses.replacing(" 1f1e1d1c", with: ""))
        #expect(!short.says(.verifyKey) && short.misses("only 7 of 8"))
    }

    @Test func `a word that is refused is missing`() throws {
        let reading = try read(
            Self.banner + "Reading bank 6:\n\nWord 0x00000000: 03020100ERROR\n" + hab("0xcc", "0x99")
        )
        #expect(reading.misses("was refused") && !reading.says(.verifyKey))
    }

    @Test func `what cannot be is refused with its line`() throws {
        #expect(refusal { try read(Self.banner + "HAB Configuration: 0xcc\n") }.contains("line 2"))
        #expect(refusal { try read("Word 0x00000000: 1\nReading bank 6:\n") }.contains("words of no bank"))
        let twice = Self.fuses + "Reading bank 6:\n\nWord 0x00000000: ffffffff\n"
        #expect(refusal { try read(Self.banner + twice) }.contains("another value"))
        let two = Self.banner + "CPU: i.MX93 rev1.0 at 1692 MHz\n" + hab("0xcc", "0x99")
        #expect(refusal { try read(two) }.contains("two parts"))
    }

    @Test func `samples in the tool's shape say what their names say`() throws {
        let expected = [
            "uboot_hab_closed": "on", "uboot_hab_open": "off", "uboot_ahab_status_closed": "on",
            "uboot_ahab_status_open": "off",
        ]
        var count = 0
        for (name, boot) in expected {
            guard let octets = try ConformanceData.sample("synthetic/\(name).txt") else { continue }
            let reading = try Readers.read(octets, ReadingOptions())
            #expect(reading.observations.first { $0.aspect == .enforcement }?.fields["boot"] == boot, "\(name)")
            count += 1
        }
        print(
            "conformance: \(count) of \(expected.count) U-Boot logs read" + (count == 0 ? ": the data is absent" : "")
        )
    }
}
