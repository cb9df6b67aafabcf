import Assessment
import Foundation
import Model
import Testing

/// Evidence that is not what it seems has an outcome of its own.
@Suite struct DossierTests {
    private let on = Observation(.enforcement, "boot", ["boot": "on"])

    private func codes(_ assessment: Assessment) -> [String] { assessment.findings.map(\.code.rawValue) }

    @Test func `another unit's evidence is put aside`() throws {
        let part = Evidence.record(Evidence.part(serial: "1"), serial: "1")
        let own = try Evidence.assess(records: [part, Evidence.record(on, serial: "1")])
        #expect(own[.verify]?.answer("Q3.enforced")?.status == .met && own.findings.isEmpty)
        let foreign = try Evidence.assess(records: [part, Evidence.record(on, serial: "2")])
        #expect(foreign[.verify]?.answer("Q3.enforced")?.status == .unknown)
        #expect(codes(foreign) == ["evidence.foreign"])
        // Two units in one dossier: nothing can be said of one.
        let two = try Evidence.assess(records: [
            part, Evidence.record(Evidence.part(serial: "2"), serial: "2"), Evidence.record(on),
        ])
        #expect(two.part == nil && codes(two) == ["evidence.foreign"])
        #expect(two[.verify]?.answer("Q3.enforced")?.status != .met)
    }

    @Test func `an element on a unit is no other unit, and two of a name are`() throws {
        func element(_ serial: String) -> EvidenceRecord {
            Evidence.record(Observation(.part, "TPM", ["family": "TPM 2.0", "serial": serial]))
        }
        let host = Evidence.record(Evidence.part(serial: "1"), serial: "1")
        let both = try Evidence.assess(records: [host, element("9"), Evidence.record(on, serial: "1")])
        #expect(both.part?.contains("Part") == true && both.findings.isEmpty)
        #expect(both[.verify]?.answer("Q3.enforced")?.status == .met)
        let alone = try Evidence.assess(records: [element("9")])
        #expect(alone.part?.contains("TPM 2.0") == true && alone.findings.isEmpty)
        let two = try Evidence.assess(records: [host, element("9"), element("8"), Evidence.record(on)])
        #expect(two.part == nil && codes(two) == ["evidence.foreign"])
    }

    @Test func `what expired counts no more, on the day after its last`() throws {
        let part = Evidence.record(Evidence.part())
        let record = Evidence.record(on, expires: Evidence.time + 86_400)
        let before = try Evidence.assess(records: [part, record], at: Evidence.time + 86_400)
        #expect(before[.verify]?.answer("Q3.enforced")?.status == .met)
        let after = try Evidence.assess(records: [part, record], at: Evidence.time + 86_401)
        #expect(after[.verify]?.answer("Q3.enforced")?.status == .unknown)
        #expect(codes(after) == ["evidence.expired"])
    }

    @Test func `what was read and changed since is no evidence`() throws {
        let record = Evidence.record(on, raw: "aa")
        let part = Evidence.record(Evidence.part())
        for (kept, status) in [(true, RuleOutcome.Status.met), (nil, .met), (false, .unknown)]
            as [(Bool?, RuleOutcome.Status)]
        {
            let assessment = try Evidence.assess(records: [part, record], raw: { _ in kept })
            #expect(assessment[.verify]?.answer("Q3.enforced")?.status == status)
            #expect(codes(assessment) == (kept == false ? ["evidence.tampered"] : []))
        }
    }

    @Test func `twice the same is once; two that disagree are both there, and the worse decides`() throws {
        let part = Evidence.record(Evidence.part())
        let record = Evidence.record(on, raw: "aa")
        let twice = try Evidence.assess(records: [part, record, record])
        #expect(twice[.verify]?.answer("Q3.enforced")?.grounds.count == 1)
        #expect(codes(twice) == ["evidence.duplicate"])
        let off = Evidence.record(Observation(.enforcement, "boot", ["boot": "off"]), raw: "bb")
        for records in [[part, record, off], [part, off, record]] {
            let both = try Evidence.assess(records: records)
            #expect(both[.verify]?.answer("Q3.enforced")?.status == .refuted)
            #expect(codes(both) == ["evidence.contradictory"])
        }
    }

    @Test func `a record that is not as its aspect demands is named, and counts nothing`() throws {
        var record = Evidence.record(on)
        for fields in [["boot": "maybe"], ["boot": "on", "more": "1"], [:], ["name": "boot"]] as [[String: String]] {
            record.fields = fields
            let assessment = try Evidence.assess(records: [Evidence.record(Evidence.part()), record])
            #expect(codes(assessment) == ["evidence.malformed"], "\(fields)")
        }
        // What is about something else is passed over.
        record.kind = "image.signed"
        #expect(try Evidence.assess(records: [record]).findings.isEmpty)
    }
}
