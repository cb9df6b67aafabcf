import Assessment
import Foundation
import Model
import Profiles
import Testing

/// The page about silicon is made from the profiles. `BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter SiliconPageTests`
/// writes it anew.
@Suite struct SiliconPageTests {
    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Documentation/silicon.md")

    @Test func `the page about silicon says what the profiles say`() throws {
        let page = Self.page()
        if ProcessInfo.processInfo.environment["BEDPLATE_WRITE_DOCUMENTS"] != nil {
            try Data(page.utf8).write(to: Self.path)
        }
        let committed = try String(contentsOf: Self.path, encoding: .utf8)
        #expect(committed == page, "BEDPLATE_WRITE_DOCUMENTS=1 swift test --filter SiliconPageTests writes it")
    }

    @Test func `what is from memory is nowhere printed as a fact`() {
        let page = Self.page()
        for fact in SiliconProfile.all.flatMap(\.facts) where fact.mark == .mem {
            // Commands stand between backquotes.
            let isMarked = ["", "`"].contains { page.contains(Self.cell(fact.text) + $0 + " [unverified]") }
            #expect(isMarked, "\(fact.text)")
        }
    }

    private static func page() -> String {
        let parts = SiliconProfile.all
        var text = """
            # What is documented of silicon

            Made from the profiles in `Profiles/` (`Tests/ProfilesTests/SiliconPageTests.swift`). What a part can do is
            here; what a unit is set up to do, only the unit says: `bedplate assess read`. Every fact has its source.
            Those marked *[seen]* were read there, those marked *[ran]* stood in what a tool printed, those marked
            *[unverified]* are from memory: no report prints them as a fact.

            Grades of the first code: **A** mask ROM, **B** the vendor's and locked, **C** user flash, locked for good,
            **D** user flash, locked until undone, **E** writable. A grade here is the one that holds for every unit of
            the part; a reader may find a better one. Key stores have none: they do not run what the host starts with.

            | part | maker | roles | first code | published breaks | readers |
            |---|---|---|:--:|--:|---|

            """
        for part in parts {
            let readers = Set(part.readings.compactMap(\.reader)).sorted().map { "`\($0)`" }.joined(separator: ", ")
            let roles = part.roles.map(\.rawValue).sorted().joined(separator: ", ")
            text += "| [\(part.name)](#\(anchor(part.name))) | \(part.vendor) | \(roles) | \(part.grade ?? "") | "
            text += part.breaks.isEmpty ? "| " : "\(part.breaks.count) | "
            text += (readers.isEmpty ? "none yet" : readers) + " |\n"
        }
        text += "\n" + counts(parts.flatMap(\.facts))
        for part in parts { text += section(part) }
        return text
    }

    /// How many facts stand on what.
    private static func counts(_ facts: [SiliconProfile.Fact]) -> String {
        func count(_ mark: SiliconProfile.Mark) -> Int { facts.count { $0.mark == mark } }
        return
            "\(facts.count) facts: \(count(.seen)) read in the source that is named, \(count(.ran)) seen in what a "
            + "tool printed, \(count(.mem)) unverified.\n"
    }

    private static func section(_ part: SiliconProfile) -> String {
        var text = "\n## \(part.name)\n\n"
        text += "`\(part.id)`; readers call it " + part.families.map { "`\($0)`" }.joined(separator: ", ") + ".\n\n"
        text += "| | what is documented | source |\n|---|---|---|\n"
        for (name, fact) in part.aspects {
            let label = name == "first code" ? "first code (\(part.grade ?? ""))" : name
            text += row(label, fact)
        }
        for reading in part.readings {
            let reader = reading.reader.map { "; reader `\($0)`" } ?? ""
            text +=
                "| read it | `\(cell(reading.command))` \(mark(reading.mark))\(reader) | \(cell(reading.source)) |\n"
        }
        for fact in part.proves { text += row("proves", fact) }
        for fact in part.refutes { text += row("refutes", fact) }
        for entry in part.breaks { text += row("break: \(entry.id)\(scope(entry))", entry.fact) }
        return text
    }

    /// Whom a break concerns.
    private static func scope(_ entry: SiliconProfile.Break) -> String {
        guard entry.isDecidable else { return " (no reading tells which units)" }
        var limits: [String] = []
        if !entry.revisions.isEmpty { limits.append("revision " + entry.revisions.joined(separator: ", ")) }
        if !entry.families.isEmpty { limits.append(entry.families.joined(separator: ", ")) }
        if !entry.makers.isEmpty { limits.append("made by " + entry.makers.joined(separator: ", ")) }
        if !entry.fixedIn.isEmpty { limits.append("fixed in firmware " + entry.fixedIn.joined(separator: ", ")) }
        return limits.isEmpty ? " (every revision)" : " (\(limits.joined(separator: "; ")))"
    }

    private static func row(_ label: String, _ fact: SiliconProfile.Fact) -> String {
        "| \(cell(label)) | \(cell(fact.text)) \(mark(fact.mark)) | \(cell(fact.source)) |\n"
    }

    private static func mark(_ mark: SiliconProfile.Mark) -> String {
        mark == .mem ? "[unverified]" : "[\(mark.rawValue)]"
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

    /// As the forges make it of a heading.
    private static func anchor(_ heading: String) -> String {
        String(heading.lowercased().compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || $0 == "-" ? $0 : nil })
    }
}
