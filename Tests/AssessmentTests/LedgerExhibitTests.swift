import Assessment
import Foundation
import Model
import Testing

/// What the service recorded, in the rubric's words.
@Suite struct LedgerExhibitTests {
    private func record(_ kind: String, _ fields: [String: String], simulated: Bool = false) -> EvidenceRecord {
        EvidenceRecord(
            kind: kind,
            class: .attested,
            subject: EvidenceRecord.Subject(device: "d"),
            collector: EvidenceRecord.Collector(tool: "bedplate", version: "1"),
            fields: fields,
            collectedAt: Evidence.time,
            simulated: simulated
        )
    }

    private func status(_ item: Item, _ records: [EvidenceRecord]) throws -> RuleOutcome.Status? {
        let assessment = Assessment(try Dossier("d", records))
        let verify = assessment.roles.first { $0.role == .verify }
        return verify?.items.first { $0.item == item }?.status
    }

    @Test func `a token that says secured and closed answers, and one that says otherwise refutes`() throws {
        func appraised(_ lifecycle: String, _ debug: String) -> EvidenceRecord {
            record("evidence.appraised", ["lifecycle": lifecycle, "debug": debug])
        }
        #expect(try status(.debug, [appraised("secured", "3")]) == .met)
        #expect(try status(.debug, [appraised("secured", "0")]) == .refuted)
        #expect(
            try status(.debug, [appraised("secured", "9")]) == nil
                || status(.debug, [appraised("secured", "9")]) == .unknown
        )
        let open = Assessment(try Dossier("d", [appraised("recoverableRootOfTrustDebug", "3")]))
        #expect(open.roles.first?.items.first { $0.item == .provisioning }?.status == .refuted)
        // Of another kind of root there is nothing of this.
        #expect(try Exhibit.all(record("evidence.appraised", ["tier": "affirming"])).isEmpty)
    }

    @Test func `enrolments of both kinds of root are an identity that was proven`() throws {
        let psa = try Exhibit.all(
            record(
                "device.enrolled",
                [
                    "root": "psa", "implementation": String(repeating: "ab", count: 32),
                    "instance.sha256": String(repeating: "cd", count: 32), "instance.issuer": "CN=Maker",
                ]
            )
        )
        #expect(psa.map(\.aspect) == [.part, .identity])
        #expect(psa.last?["key"] == String(repeating: "cd", count: 32) && psa.last?["chain"] == "verified")
        let tpm = try Exhibit.all(
            record(
                "device.enrolled",
                ["root": "tpm2", "manufacturer": "IFX", "model": "SLB9672", "ek.sha256": "ef"],
                simulated: true
            )
        )
        #expect(tpm.map(\.aspect) == [.part, .identity, .keyStore] && tpm.last?["kind"] == "software")
    }
}
