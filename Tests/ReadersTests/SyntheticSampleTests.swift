import Assessment
import Model
import Readers
import Testing

/// Samples that were written by hand in the shape of tools: they exercise readers, and say nothing of a unit.
@Suite struct SyntheticSampleTests {
    @Test func `samples in the shape of tools are read, or refused where no tool has that shape`() throws {
        guard let h5 = try ConformanceData.sample("synthetic/stm32h5_ob_displ_open.txt"),
            let u5 = try ConformanceData.sample("synthetic/stm32u5_ob_displ_rdp2_oem2.txt"),
            let nrf = try ConformanceData.sample("synthetic/nrf5340_nrfjprog_memrd.txt"),
            let locked = try ConformanceData.sample("synthetic/atecc608_config_locked.hex"),
            let unlocked = try ConformanceData.sample("synthetic/atecc608_config_unlocked.hex"),
            let picotool = try ConformanceData.sample("synthetic/rp2350_picotool_otp.txt")
        else { return print("conformance data is absent: no synthetic sample was read") }
        let open = try Readers.read(h5, ReadingOptions())
        #expect(open.fields(.lifecycle)?["class"] == "open" && open.fields(.firstCode) == ["grade": "E"])
        // It names no device, and has a password that leads back from level 2.
        #expect(try Readers.read(u5, ReadingOptions()).observations.isEmpty)
        let closed = try Readers.read(u5, ReadingOptions(part: "STM32U585"))
        #expect(closed.fields(.debug, "SWD") == ["status": "1"] && closed.fields(.firstCode) == ["grade": "D"])
        // It names no part; that a reading was refused needs none.
        let memory = try Readers.read(nrf, ReadingOptions())
        #expect(memory.observations.map(\.aspect) == [.readAttempt] && memory.misses("which part it is"))
        #expect(
            try Readers.read(nrf, ReadingOptions(part: "nRF5340")).fields(.debug, "SWD, secure, application") != nil
        )
        #expect(try Readers.read(locked, ReadingOptions()).fields(.lifecycle)?["class"] == "production")
        #expect(try Readers.read(unlocked, ReadingOptions()).fields(.lifecycle)?["class"] == "open")
        // picotool prints rows and fields, and this has neither.
        #expect(refusal { try Readers.read(picotool, ReadingOptions()) }.contains("no reader knows"))
        print("conformance: 5 of 6 synthetic samples read, 1 in no tool's shape refused")
    }
}
