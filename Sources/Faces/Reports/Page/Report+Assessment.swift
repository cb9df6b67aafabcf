import Assessment
import Model

extension Report {
    /// The assessment as a page: the verdict first, then why, then what is missing, then the evidence.
    var page: Page {
        var sections = [
            Page.Section("verdict", "Verdict", [cards, figures]),
            Page.Section("attacks", "Attacks", [attacks] + guarantees),
        ]
        if fitness != nil { sections.append(Page.Section("fitness", "Fit for the product", fitnessBlocks)) }
        for role in assessment.roles {
            sections.append(Page.Section("role-\(role.role.rawValue)", "Answers: \(role.role.rawValue)", answers(role)))
        }
        sections += [
            Page.Section("missing", "What is missing, and how to get it", [.list(missing)]),
            Page.Section("breaks", "Published breaks", breaks),
            Page.Section("aside", "Put aside", putAside),
            Page.Section("evidence", "Evidence", [evidenceTable]),
        ]
        if missing.isEmpty { sections.removeAll { $0.anchor == "missing" } }
        return Page(
            kind: "Assessment of a hardware root of trust",
            title: assessment.subject,
            facts: identity,
            isSimulated: assessment.simulated,
            hasContents: false,
            sections: sections
        )
    }

    /// A table of the items, then each with its grounds.
    private func answers(_ role: Assessment.RoleVerdict) -> [Page.Block] {
        var blocks: [Page.Block] = [
            .table(
                Page.Table(
                    columns: ["", "Question", "Answer", "Weakest evidence"],
                    rows: role.items.map { item in
                        [
                            Line([.strong(item.item.rawValue)]), Line(item.item.text),
                            Line([.status(item.status)] + (item.simulated ? [.simulated] : [])),
                            Line([.strength(item.evidenceClass)]),
                        ]
                    }
                )
            )
        ]
        for item in role.items where !item.answers.isEmpty {
            blocks.append(.heading("\(item.item.rawValue) \(item.item.text)"))
            blocks.append(.points(item.answers.map(point)))
        }
        return blocks
    }

    /// What is asked, and each ground beneath it.
    private func point(_ answer: ItemJudgement.Answer) -> Page.Point {
        Page.Point(
            line: Line([.strong(answer.rule), .text(" " + answer.sentence), .status(answer.status)]),
            beneath: answer.grounds.map { ground in
                var line = said(ground.text, by: [ground.evidence], class: ground.evidenceClass)
                if ground.simulated { line.words.append(.simulated) }
                if let reference = ground.reference { line.words.append(.text(" [\(reference)]")) }
                return line
            }
        )
    }
}

extension Report {
    /// One self-contained file.
    public func html() throws -> String { try HTMLPage.render(page) }
    public func markdown() -> String { MarkdownPage.render(page) }
}
