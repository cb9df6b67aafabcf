import Assessment
import Digests
import Model
import Wire

extension KeyManagementDocument {
    var annexes: [Page.Section] {
        get throws {
            let oscal = Hexadecimal.encode(try HashAlgorithm.sha256.digest(try report.oscal()))
            let cycloneDX = Hexadecimal.encode(try HashAlgorithm.sha256.digest(try report.cycloneDX()))
            return [
                Page.Section("annex-a", "Annex A. Index of evidence", [report.evidenceTable]),
                Page.Section(
                    "annex-b",
                    "Annex B. OSCAL assessment results",
                    [
                        .notice(
                            "A file of its own, made from the same records: OSCAL \(Report.oscalVersion), assessment-results."
                        ),
                        .facts([Page.Fact("SHA-256", Line([.code(oscal)]))]),
                    ]
                ),
                Page.Section(
                    "annex-c",
                    "Annex C. CycloneDX: keys and declarations",
                    [
                        .notice(
                            "A file of its own, made from the same records: CycloneDX 1.6, cryptographic assets and declarations."
                        ),
                        .facts([Page.Fact("SHA-256", Line([.code(cycloneDX)]))]),
                    ]
                ),
                matrix,
                Page.Section("annex-e", "Annex E. Simulated and missing evidence", unproven),
            ]
        }
    }

    /// Annex D.
    private var matrix: Page.Section {
        var blocks: [Page.Block] = [
            .notice(
                "A clause that is named here is one that the answer speaks to; whether the device conforms to it, the clause’s own assessor says. Marks: [read] the text was read; [quoted] it was read as another public document quotes or lists it. Clauses known only from memory are left out."
            )
        ]
        for row in ClauseMatrix.rows {
            blocks.append(.heading(row.topic.text))
            if case .item(let item) = row.topic { blocks.append(.said(answer(item))) }
            blocks.append(
                .table(
                    Page.Table(
                        columns: ["Document", "Clause", "What it asks"],
                        rows: row.clauses.map { clause in
                            [
                                Line(clause.document.rawValue), Line([.strong(clause.number)]),
                                Line("\(clause.text) [\(clause.mark == .seen ? "read" : "quoted")]"),
                            ]
                        }
                    )
                )
            )
        }
        blocks += [.heading("Where the sections go in a submission"), .table(Self.placement)]
        return Page.Section("annex-d", "Annex D. Clauses", blocks)
    }

    /// The item's status in each role that asks it.
    private func answer(_ item: Item) -> Line {
        let judged = report.assessment.roles.flatMap { role in
            role.items.filter { $0.item == item }.map { (role, $0) }
        }
        guard !judged.isEmpty else { return .unknown }
        return Line(
            judged.flatMap { role, judgement -> [Word] in
                [.text("\(role.role.rawValue):"), .status(judgement.status), .text(" ")]
                    + [
                        .evidence(
                            Array(
                                report.evidence.shorts(role.grounds(item).map(\.evidence)).prefix(6)
                            )
                        )
                    ]
                    + [.text(" ")]
            }
        )
    }

    private static let placement = Page.Table(
        columns: ["Sections", "Part of the submission (App. 4, Table 1)"],
        rows: [
            ["2, 6, 7", "Architecture Views"], ["3–5, 8–11", "Requirements and Controls (V.B.1, App. 1)"],
            ["12", "Testing"],
            ["13", "Cybersecurity Risk Management Report"], ["14", "Labeling"],
            ["15", "Cybersecurity Management Plans"],
        ].map { $0.map { Line($0) } }
    )

    private var unproven: [Page.Block] {
        let simulated = report.evidence.entries.filter(\.record.simulated)
        var blocks: [Page.Block] = [.heading("Simulated")]
        blocks.append(
            simulated.isEmpty
                ? .notice("No record comes from an emulation.")
                : .said(
                    report.said(
                        "\(simulated.count) of \(report.evidence.entries.count) records come from an emulation; none of them can raise a verdict",
                        by: simulated.map(\.id)
                    )
                )
        )
        blocks.append(.heading("Put aside"))
        blocks += report.putAside
        blocks.append(.heading("Missing"))
        let missing = report.missing
        blocks.append(missing.isEmpty ? .notice("Nothing that the rubric asks is missing.") : .list(missing))
        return blocks
    }
}
