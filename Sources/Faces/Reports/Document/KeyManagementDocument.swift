import Assessment

/// "Roots of trust and cryptographic key management": the document that a regulator reads, made from the same records as
/// every other report. Its headings follow the FDA's premarket guidance of 3 February 2026; the guidance fixes no form, and
/// lets a maker point to documents that exist.
///
/// What the records show is printed with them; what they do not is "not demonstrated"; what only a person can write is
/// marked so.
public struct KeyManagementDocument: Sendable {
    let report: Report
    /// Against what was submitted before; nil for a first submission.
    let changes: AssessmentDifference?

    public init(_ report: Report, since changes: AssessmentDifference? = nil) {
        self.report = report
        self.changes = changes
    }

    /// One self-contained file.
    public func html() throws -> String { try HTMLPage.render(try page) }
    public func markdown() throws -> String { MarkdownPage.render(try page) }

    var page: Page {
        get throws {
            var sections = [cover, verdict, context, inventory, keys]
            sections += Self.plans.map(section)
            sections += [testing, risks, labeling, management]
            if let changes {
                sections.append(
                    Page.Section("changes", "Changes since the last submission", changes.blocks(report))
                )
            }
            sections += try annexes
            return Page(
                kind: "Roots of trust and cryptographic key management",
                title: report.assessment.subject,
                facts: report.identity,
                isSimulated: report.assessment.simulated,
                hasContents: true,
                sections: sections
            )
        }
    }
}

extension Report {
    /// The roots-of-trust and key-management document.
    public func document(since changes: AssessmentDifference? = nil) -> KeyManagementDocument {
        KeyManagementDocument(self, since: changes)
    }
}
