import Assessment
import Foundation
import Model
import Testing

@Suite struct TPMRubricTests {
    private static func record(
        _ kind: String,
        _ polarity: EvidenceRecord.Polarity = .supports,
        simulated: Bool
    ) -> EvidenceRecord {
        EvidenceRecord(
            kind: kind,
            class: .attested,
            polarity: polarity,
            subject: .init(device: "d1"),
            collector: .init(tool: "test", version: "0"),
            fields: ["manufacturer": "IFX", "failed": "reference.stage"],
            collectedAt: Date(timeIntervalSince1970: 1_000_000),
            simulated: simulated
        )
    }

    private static func root(simulated: Bool) -> Root {
        Root(kind: .tpm2, manufacturer: "IFX", model: "SLB9672", firmwareVersion: 1, simulated: simulated)
    }

    @Test func `without records every question is unknown and the verdict is claim only`() throws {
        let report = try TPMRubric.assess(device: "d1", root: Self.root(simulated: false), records: [])
        #expect(report.answers.count == 6)
        #expect(report.answers.allSatisfy { $0.status == .unknown && $0.evidenceClass == .missing })
        #expect(report.verdict == .claimOnly)
    }

    @Test func `an enrolled silicon TPM is partial, never genuine: it cannot say what runs first`() throws {
        let report = try TPMRubric.assess(
            device: "d1",
            root: Self.root(simulated: false),
            records: [Self.record("device.enrolled", simulated: false)]
        )
        #expect(report.verdict == .partial)
        #expect(report.answers.first { $0.question == .whatRunsFirst }?.status == .unknown)
    }

    @Test(arguments: [(true, false), (false, true)])
    func `a simulated root or a simulated record caps the verdict at claim only`(root: Bool, record: Bool) throws {
        let report = try TPMRubric.assess(
            device: "d1",
            root: Self.root(simulated: root),
            records: [Self.record("device.enrolled", simulated: record)]
        )
        #expect(report.verdict == .claimOnly)
        #expect(report.text().contains("claim only"))
    }

    @Test func `the report names the record it rests on, and is the same each time`() throws {
        let records = [
            Self.record("device.enrolled", simulated: true),
            Self.record("evidence.appraised", .refutes, simulated: true),
        ]
        let once = try TPMRubric.assess(device: "d1", root: Self.root(simulated: true), records: records)
        let twice = try TPMRubric.assess(device: "d1", root: Self.root(simulated: true), records: records)
        #expect(once == twice)
        #expect(once.answers.allSatisfy { $0.status == .unknown || !$0.evidence.isEmpty })
        #expect(once.text().contains("** SIMULATED **"))
        #expect(once.text().split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
