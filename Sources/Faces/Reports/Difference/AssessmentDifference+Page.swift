import Assessment
import Model

extension AssessmentDifference {
    /// For the document's section on changes: what its reader must look at again. Records are those of the newer report.
    func blocks(_ report: Report) -> [Page.Block] {
        guard !isEmpty else {
            return [
                .notice("Nothing that the assessment says has changed since the submission that it was compared with.")
            ]
        }
        func evidence(_ grounds: [ItemJudgement.Ground]) -> Word {
            // Those of the older submission are in its index, not in this one.
            .evidence(report.evidence.shorts(grounds.map(\.evidence)))
        }
        var blocks: [Page.Block] = []
        var facts = identity.sorted { $0.key < $1.key }.map { name, change in
            Page.Fact(name, Line("\(Self.text(change.before)) → \(Self.text(change.after))"))
        }
        if let simulated {
            facts.append(Page.Fact("simulated", Line(simulated.after == true ? "no → yes" : "yes → no")))
        }
        if !facts.isEmpty { blocks.append(.facts(facts)) }
        if !roles.isEmpty {
            blocks.append(
                .table(
                    Page.Table(
                        columns: ["Role", "Verdict was", "Verdict is", "Moved by"],
                        rows: roles.map { role in
                            [
                                Line(role.role.rawValue), Line(Self.text(role.verdict.before?.rawValue)),
                                Line([
                                    .strong(Self.text(role.verdict.after?.rawValue)),
                                    .text(": " + Self.text(role.reason.after)),
                                ]),
                                Line(role.because.joined(separator: ", ")),
                            ]
                        }
                    )
                )
            )
        }
        if !rules.isEmpty {
            blocks.append(
                .table(
                    Page.Table(
                        columns: ["Rule", "Was → is", "No longer said", "Said now"],
                        rows: rules.map { rule in
                            [
                                Line([.strong(rule.rule), .text(" (\(rule.role.rawValue))")]),
                                Line(Self.moved(rule.status)),
                                Line(rule.goneGrounds.map(\.text).joined(separator: "; ")),
                                Line([
                                    .text(rule.newGrounds.map(\.text).joined(separator: "; ")),
                                    evidence(rule.newGrounds),
                                ]),
                            ]
                        }
                    )
                )
            )
        }
        let breaks = newBreaks.map { "new: \($0.id)" } + goneBreaks.map { "no longer: \($0.id)" }
        let findings = newFindings.map { "new: \($0.claim)" } + goneFindings.map { "no longer: \($0.claim)" }
        if !(breaks + findings).isEmpty { blocks.append(.list((breaks + findings).map { Line($0) })) }
        return blocks
    }
}
