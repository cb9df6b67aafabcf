import BootSigning
import Foundation
import Model
import Testing

/// The page that says which boot loader refuses what is made from the tables that the tests run over: nothing stands
/// there that is not shown. `BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter RefusalPageTests` writes it anew.
@Suite struct RefusalPageTests {
    private static let formats: [(name: String, refusals: [(name: String, finding: Finding.Code)])] = [
        ("mcuboot", MCUbootRefusalTests.refusals.map { ($0.name, $0.finding) }),
        ("fit", FITRefusalTests.refusals.map { ($0.name, $0.finding) }),
        ("tf-a", TrustedFirmwareRefusalTests.refusals.map { ($0.name, $0.finding) }),
        ("esp32", ESP32Refusal.refusals.map { ($0.name, $0.finding) }),
        ("ahab", AHABRefusal.refusals.map { ($0.name, $0.finding) }),
        ("hab", HABRefusal.refusals.map { ($0.name, $0.finding) }),
        ("optee-ta", TrustedApplicationTests.refusals.map { ($0.name, $0.finding) }),
        ("mbi", MasterBootImageRefusal.refusals.map { ($0.name, $0.finding) }),
    ]

    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Documentation/which-boot-loader-refuses-what.md")

    @Test func `the page of refusals says what the tests show`() throws {
        #expect(Set(Self.formats.map(\.name)) == Set(BootFormats.all.map { $0.name }))
        let page = Self.page()
        if ProcessInfo.processInfo.environment["BEDPLATE_WRITE_DOCUMENTS"] != nil {
            try Data(page.utf8).write(to: Self.path)
        }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(committed == page, "BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter RefusalPageTests writes it")
    }

    private static func page() -> String {
        var text = """
            # Which boot loader refuses what

            Made from the tables that the tests run over (`Tests/BootSigningTests/RefusalPageTests.swift`). Every row is an
            image that is sound but for this one thing, and `bedplate image verify` refuses it with this finding. Before
            each, the sound image is accepted.

            ## What every format checks

            How many ways each was tried in; an empty cell: the format has no such thing, or no test of it.

            | finding |

            """
        text = String(text.dropLast())
        text += formats.map { " \($0.name) |" }.joined() + "\n|---|" + formats.map { _ in "--:|" }.joined() + "\n"
        let shared = Set(formats.flatMap { $0.refusals.map(\.finding.rawValue) }).filter { $0.hasPrefix("image.") }
        for code in shared.sorted() {
            let counts = formats.map { format in format.refusals.count { $0.finding.rawValue == code } }
            text += "| `\(code)` |" + counts.map { $0 == 0 ? " |" : " \($0) |" }.joined() + "\n"
        }
        for format in formats {
            text += "\n## \(format.name)\n\n| what is wrong | finding |\n|---|---|\n"
            for refusal in format.refusals {
                text += "| \(refusal.name.replacing("|", with: "\\|")) | `\(refusal.finding.rawValue)` |\n"
            }
        }
        return text
    }
}
