import Digests
import EventLog
import Foundation
import Programs
import Testing
import Wire

/// What we write is read by another implementation: `tpm2_eventlog` of tpm2-tools, which must be installed.
@Suite struct EventLogToolTests {
    @Test(arguments: [nil, 3] as [UInt8?])
    func `tpm2_eventlog accepts our log and computes the same PCRs`(locality: UInt8?) throws {
        let boot = try SampleBoot(banks: [.sha1, .sha256, .sha384, .sha512], locality: locality)
        let output = try tpm2EventLog(boot.bytes())
        let golden = GoldenPCRs(yaml: output)
        for bank in boot.banks {
            var ours = try boot.pcrs(bank)
            var theirs = golden.values[bank]
            if locality == 3 {
                // tpm2-tools before 5.6 start PCR 0 at zero whatever the log says (their pull request 3242).
                ours[0] = nil
                theirs?[0] = nil
            }
            #expect(theirs == ours)
        }
        #expect(output.contains("EV_EFI_VARIABLE_AUTHORITY"))
        #expect(output.contains("PCRIndex: 8"))
    }

    @Test func `tpm2_eventlog reads our header's vendor information`() throws {
        let writer = try EventLogWriter(banks: [.sha256, .sm3_256], vendorInfo: [0xDE, 0xAD])
        #expect(try tpm2EventLog(writer.bytes).contains("vendorInfo: \"dead\""))
    }

    @Test func `tpm2_eventlog refuses what we refuse, a log cut inside an event`() throws {
        let bytes = try SampleBoot().bytes()
        #expect(throws: ToolFailure.self) { try tpm2EventLog(Array(bytes.dropLast(3))) }
    }

    private struct ToolFailure: Error { var status: Int32 }

    private func tpm2EventLog(_ log: [UInt8]) throws -> String {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(log).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let ended = try Program(["tpm2_eventlog", file.path])
        guard ended.status == 0 else { throw ToolFailure(status: ended.status) }
        return ended.text
    }
}
