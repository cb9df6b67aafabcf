import Assessment
import Model
import Readers
import Testing

@Suite struct NordicTests {
    private static let part =
        "$ nrfjprog --memrd 0x00FF020C --n 4\n0x00FF020C: 00005340                              |@S..|\n"

    private func registers(_ application: String, _ secure: String, _ network: String) -> String {
        """
        $ nrfjprog --memrd 0x00FF8000 --n 4
        0x00FF8000: \(application)                              |....|
        $ nrfjprog --memrd 0x00FF801C --n 4
        0x00FF801C: \(secure)                              |....|
        $ nrfjprog --coprocessor CP_NETWORK --memrd 0x01FF8000 --n 4
        0x01FF8000: \(network)                              |....|

        """
    }

    @Test func `each port of each core is judged by its own register`() throws {
        let reading = try read(Self.part + registers("00000000", "FFFFFFFF", "50FA50FA"))
        #expect(reading.part == "nRF5340")
        #expect(reading.fields(.debug, "SWD, non-secure, application")?["status"] == "1")
        // The erased value protects as well.
        #expect(reading.fields(.debug, "SWD, secure, application")?["status"] == "1")
        #expect(reading.fields(.debug, "SWD, network")?["status"] == "0")
        #expect(reading.missing.isEmpty)
        #expect(try reading.isRecordable())
    }

    @Test func `on another part, or one that nobody named, the addresses mean nothing`() throws {
        let registers = registers("00000000", "00000000", "00000000")
        let other = try read(Self.part.replacing("00005340", with: "00009160") + registers)
        #expect(other.observations.isEmpty && other.misses("which part it is"))
        #expect(try read(registers).observations.isEmpty)
        let said = try read(registers, ReadingOptions(part: "nRF5340"))
        #expect(said.says(.debug) && said.observations.first { $0.aspect == .part }?.evidenceClass == .claimed)
        #expect(try read(registers.replacing("nrfjprog --memrd", with: "nrfjprog --family NRF53 --memrd")).says(.debug))
    }

    @Test func `the network core that was not read is named`() throws {
        let text = Self.part + "$ nrfjprog --memrd 0x00FF8000 --n 4\n0x00FF8000: 00000000   |....|\n"
        let reading = try read(text)
        #expect(reading.misses("UICR.APPROTECT (network) was not read"))
    }

    @Test func `a refused reading is a test of its own`() throws {
        let refusal =
            "ERROR: [JLinkARM.dll] The operation attempted is unavailable due to readback protection in your device.\n"
        let reading = try read("$ nrfjprog --coprocessor CP_NETWORK --memrd 0x01FF8000 --n 4\n" + refusal)
        #expect(reading.fields(.readAttempt, "network") == ["from": "SWD", "outcome": "refused"])
        #expect(reading.observations.first?.evidenceClass == .tested)
        // A probe that is not plugged in is no protection.
        let absent = try read("$ nrfjprog --memrd 0x00FF8000 --n 4\nERROR: There is no debugger connected to the PC.\n")
        #expect(!absent.says(.readAttempt) && absent.misses("no debugger"))
    }

    @Test func `several words are several registers`() throws {
        let words = "00000000 FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF FFFFFFFF 50FA50FA"
        let reading = try read(Self.part + "$ nrfjprog --memrd 0x00FF8000 --n 32\n0x00FF8000: \(words)   |........|\n")
        #expect(reading.fields(.debug, "SWD, secure, application")?["status"] == "0")
    }

    @Test func `what is no memory is refused with its line`() throws {
        #expect(refusal { try read(Self.part + "0x00FF8000: 0000\n") }.contains("line 3"))
        #expect(refusal { try read(Self.part + "0x00FF8001: 00000000\n") }.contains("line 3"))
        #expect(refusal { try read(Self.part + "0x01FF020C: 00009160 |....|\n") }.contains("two parts"))
    }
}
