import Assessment
import Foundation
import Reports
import Testing

@Suite struct ClauseTests {
    @Test func `every item has clauses, and every document its place`() {
        for item in Item.allCases { #expect(!ClauseMatrix.clauses(item).isEmpty, "\(item)") }
        let named = Set(ClauseMatrix.rows.flatMap(\.clauses).map(\.document))
        #expect(named == Set(Clause.Document.allCases))
        for row in ClauseMatrix.rows { #expect(Set(row.clauses).count == row.clauses.count, "\(row.topic)") }
    }

    @Test func `a standard for processes is not cited for what a device must have`() {
        for row in ClauseMatrix.rows where row.topic != .process {
            #expect(!row.clauses.contains { [.iec81001, .sw96, .jsp].contains($0.document) }, "\(row.topic)")
        }
    }

    @Test func `the weaker of two clauses says that it is weaker`() throws {
        let clause = try #require(ClauseMatrix.clauses(.debug).first { $0.document == .etsi })
        #expect(clause.text.contains("weaker"))
    }

    @Test func `the document prints every clause with its mark`() throws {
        let document = try Sample.genuine.report().document().html()
        for clause in ClauseMatrix.rows.flatMap(\.clauses) {
            let escaped = clause.number.replacing("&", with: "&amp;")
            #expect(document.contains("<strong>\(escaped)</strong>"), "\(clause.number)")
        }
        #expect(document.contains("[read]") && document.contains("[quoted]"))
    }
}
