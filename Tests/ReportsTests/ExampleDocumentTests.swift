import Foundation
import Reports
import Testing

/// An example of the document that a regulator reads, of a unit that is not one. As it is committed, it also shows that
/// another process, on another day, renders the same octets; with it OSCAL and CycloneDX, whose digests stand in it.
/// `BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter ReportsTests` writes it anew.
@Suite struct ExampleDocumentTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Documentation/example-key-management.md")

    @Test func `the example is what the same records give today`() throws {
        let note = """
            <!-- Made by Tests/ReportsTests/ExampleDocumentTests.swift from records by hand: there is no such unit. -->


            """
        let document = note + (try Sample.dressed.report().document().markdown())
        if ProcessInfo.processInfo.environment["BEDPLATE_WRITE_DOCUMENTS"] != nil {
            try Data(document.utf8).write(to: Self.path)
        }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(committed == document, "BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter ReportsTests writes it")
    }
}
