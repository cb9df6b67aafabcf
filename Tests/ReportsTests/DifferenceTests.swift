import Assessment
import Foundation
import Model
import Reports
import Testing

@Suite struct DifferenceTests {
    private func assess(_ observations: [Observation], simulated: Bool = false, after seconds: Double = 0) throws
        -> Report
    {
        try Report(
            "pump-42",
            observations.map { Sample.record($0, simulated: simulated, after: seconds) },
            profiles: [Sample.plainProfile]
        )
    }

    @Test func `the same evidence, read again, is no change`() throws {
        let (one, two) = (try assess(Sample.sound), try assess(Sample.sound, after: 86_400))
        let difference = AssessmentDifference(from: one.assessment, to: two.assessment)
        #expect(difference.isEmpty && !difference.movesVerdict)
        #expect(difference.text() == "Nothing changed.\n")
    }

    @Test func `a verdict that moved names the rule, and what speaks against it now`() throws {
        let before = try assess(Sample.sound)
        var open = Sample.sound.filter { $0.aspect != .debug }
        open.append(Observation(.debug, "JTAG pads", ["status": "0"]))
        let after = try assess(open)
        let difference = AssessmentDifference(from: before.assessment, to: after.assessment)
        let verify = try #require(difference.roles.first { $0.role == .verify })
        #expect(verify.verdict.before == .genuine && verify.verdict.after == .partial && difference.movesVerdict)
        #expect(verify.because.contains("Q6.closed"))
        let rule = try #require(difference.rules.first { $0.rule == "Q6.closed" })
        #expect(rule.status.before == .met && rule.status.after == .refuted)
        #expect(rule.newGrounds.map(\.text) == ["debug JTAG pads: open"] && rule.goneGrounds.count == 2)
        let text = difference.text()
        #expect(text.contains("genuine -> partial") && text.contains("moved by") && text.contains("Q6.closed"))
        // And back.
        let back = AssessmentDifference(from: after.assessment, to: before.assessment)
        #expect(back.roles.first?.verdict.after == .genuine && back.rules.count == difference.rules.count)
        let document = try after.document(since: difference).markdown()
        #expect(document.contains("## Changes since the last submission") && document.contains("debug JTAG pads: open"))
        #expect(try !after.document().markdown().contains("Changes since"))
    }

    @Test func `another unit, an emulation and a role that went are changes`() throws {
        let before = try assess(Sample.sound + Sample.element)
        var part = Sample.part
        part.fields["revision"] = "v9"
        let after = try assess([part] + Sample.sound.dropFirst(), simulated: true)
        let difference = AssessmentDifference(from: before.assessment, to: after.assessment)
        #expect(difference.identity["revision"]?.after == "v9" && difference.simulated?.after == true)
        #expect(difference.roles.first { $0.role == .store }?.verdict.after == nil)
        #expect(difference.items.contains { $0.role == .verify && $0.status.after == .unknown })
        #expect(try !difference.json().isEmpty)
    }

    @Test func `a report is read back as it was written, and nothing else is`() throws {
        for sample in Sample.all {
            let report = try sample.report()
            let octets = try report.json()
            let file = try ReportFile(octets: octets, name: "report.json")
            #expect(file.assessment == report.assessment && file.fitness == report.fitness)
            #expect(AssessmentDifference(from: report.assessment, to: file.assessment).isEmpty)
        }
        let text = String(decoding: try Sample.genuine.report().json(), as: UTF8.self)
        for wrong in [
            "", "{}", "[1]", text.replacing("\"version\" : 1", with: "\"version\" : 2"), String(text.dropLast(9)),
        ] {
            #expect(throws: BedplateError(.malformed, "")) {
                _ = try ReportFile(octets: [UInt8](wrong.utf8), name: "report.json")
            }
        }
    }
}
