import Digests
import Foundation
import Lab
import LabSupport
import Model
import TPMTransport
import Testing
import Wire

@Suite struct LabBootTests {
    @Test(arguments: [LabTPM.Carrier.unix, .tcp])
    func `tpm2-tools read the PCRs that our log replays to`(carrier: LabTPM.Carrier) throws {
        try withLabTPM(over: carrier) { tpm in
            let tcti = try #require(tpm.endpoint).tcti
            let read = try Tool.run(["tpm2_pcrread", "sha256:0,1,2,3,4,5,6,7,9+sha384:0,1,2,3,4,5,6,7,9"], tcti: tcti)
            try #require(read.status == 0, "\(read.text)")
            let values = Tool.pcrs(in: read.text)
            #expect(values["sha256"]?.count == 9 && values["sha384"]?.count == 9)

            let log = try Tool.run(["tpm2_eventlog", tpm.directory.appendingPathComponent("eventlog.bin").path])
            try #require(log.status == 0, "\(log.text)")
            let pcrs = try #require(log.text.range(of: "\npcrs:"))
            #expect(Tool.pcrs(in: log.text[pcrs.upperBound...]) == values)
            for name in ["EV_S_CRTM_VERSION", "EV_EFI_PLATFORM_FIRMWARE_BLOB", "EV_SEPARATOR", "EV_IPL"] {
                #expect(log.text.contains(name))
            }

            // Our own replay, from the stage's file: PCR 9 holds the kernel and nothing else.
            let kernel = try HashAlgorithm.sha256.digest(BootStage.kernel.sample)
            let expected = try HashAlgorithm.sha256.digest([UInt8](repeating: 0, count: 32), kernel)
            #expect(values["sha256"]?[9] == Hexadecimal.encode(expected))
        }
    }

    @Test(arguments: BootStage.allCases)
    func `a stage that was tampered with changes its PCR and no other`(stage: BootStage) throws {
        try withLabTPM { tpm in
            let before = try pcrs(tpm)
            try tpm.tamper(stage)
            // What boots is what was measured: a change after the boot shows in the next one.
            #expect(try pcrs(tpm) == before)
            try tpm.boot()
            let after = try pcrs(tpm)
            #expect((0...23).filter { before[$0] != after[$0] } == [stage.pcr])
            try tpm.tamper(stage, .append([1, 2, 3]))
            try tpm.boot()
            #expect(try pcrs(tpm)[stage.pcr] != after[stage.pcr])
            try tpm.restore(stage)
            try tpm.boot()
            #expect(try pcrs(tpm) == before)
        }
    }

    @Test func `the same stages boot to the same PCRs on every device, and each boot is counted`() throws {
        try withLab { lab in
            let first = try withLabTPM(in: lab, name: "one") { try (pcrs($0), $0.eventLog()) }
            let second = try withLabTPM(in: lab, name: "two") { tpm in
                let resets = try resetCount(tpm)
                try tpm.boot()
                #expect(try resetCount(tpm) == resets + 1)
                return try (pcrs(tpm), tpm.eventLog())
            }
            #expect(first.0 == second.0)
            #expect(first.1 == second.1)
            #expect(first.0.count == 24)
        }
    }

    @Test func `an interrupted boot leaves no log`() throws {
        try withLabTPM { tpm in
            let kernel = tpm.directory.appendingPathComponent("boot/kernel.bin")
            try FileManager.default.removeItem(at: kernel)
            #expect(throws: BedplateError(.notFound, "")) { try tpm.boot() }
            #expect(throws: BedplateError(.notFound, "")) { try tpm.eventLog() }
        }
    }

    private func pcrs(_ tpm: LabTPM) throws -> [Int: String] {
        let read = try Tool.run(["tpm2_pcrread", "sha256"], tcti: try #require(tpm.endpoint).tcti)
        return try #require(Tool.pcrs(in: read.text)["sha256"], "\(read.text)")
    }

    private func resetCount(_ tpm: LabTPM) throws -> Int {
        let read = try Tool.run(["tpm2_readclock"], tcti: try #require(tpm.endpoint).tcti)
        let line = try #require(read.text.split(separator: "\n").first { $0.contains("reset_count") }, "\(read.text)")
        return try #require(line.split(separator: " ").last.flatMap { Int($0) })
    }
}
