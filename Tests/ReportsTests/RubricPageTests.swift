import Assessment
import Foundation
import Model
import Reports
import Testing

/// The page about the rubric is made from its tables. `BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter RubricPageTests`
/// writes it anew.
@Suite struct RubricPageTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Documentation/rubric.md")

    @Test func `the page about the rubric says what the rules say`() throws {
        let page = RubricPage.markdown
        if ProcessInfo.processInfo.environment["BEDPLATE_WRITE_DOCUMENTS"] != nil {
            try Data(page.utf8).write(to: Self.path)
        }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(committed == page, "BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter RubricPageTests writes it")
    }

    @Test func `it names every rule, verdict, demand and field`() {
        let page = RubricPage.markdown
        for rule in Rubric.rules { #expect(page.contains("`\(rule.id)`")) }
        for verdict in Verdict.allCases { #expect(page.contains("**\(verdict.rawValue)**")) }
        for demand in Demand.all { #expect(page.contains("`\(demand.id)`")) }
        for aspect in Aspect.allCases { #expect(page.contains("`\(aspect.rawValue)`")) }
    }
}
