import Assessment
import Model

/// A page as Markdown (CommonMark with tables). Drawings become the lists that they show.
struct MarkdownPage {
    private let page: Page
    private var text = ""

    static func render(_ page: Page) -> String {
        var markdown = MarkdownPage(page: page)
        markdown.add()
        return markdown.text
    }

    private init(page: Page) { self.page = page }

    /// Paper and forges cut Markdown anywhere: every section says that it is simulated.
    private var mark: String { page.isSimulated ? " (\(Page.watermark))" : "" }

    private mutating func add() {
        text = "# \(Self.escaped(page.title))\(mark)\n\n\(Self.escaped(page.kind))\n\n"
        if page.isSimulated { text += "> **\(Page.watermark)** \(Self.escaped(Page.simulatedNotice))\n\n" }
        add(page.facts)
        for section in page.sections {
            text += "## \(Self.escaped(section.title))\(mark)\n\n"
            if let basis = section.basis { text += "*\(Self.escaped(basis))*\n\n" }
            section.blocks.forEach { add($0) }
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
    }

    private mutating func add(_ block: Page.Block) {
        switch block {
        case .said(let line): text += Self.markdown(line) + "\n\n"
        case .notice(let notice): text += "*\(Self.escaped(notice))*\n\n"
        case .toWrite(let what):
            text += "> **To be written and signed by a person.** \(Self.escaped(what))\n\n"
        case .heading(let heading): text += "### \(Self.escaped(heading))\n\n"
        case .list(let lines): add(lines)
        case .points(let points):
            for point in points {
                text += "- \(Self.markdown(point.line))\n"
                for line in point.beneath { text += "  - \(Self.markdown(line))\n" }
            }
            text += "\n"
        case .facts(let facts): add(facts)
        case .table(let table):
            text += "| " + table.columns.map(Self.escaped).joined(separator: " | ") + " |\n"
            text += "|" + table.columns.map { _ in "---|" }.joined() + "\n"
            for row in table.rows { text += "| " + row.map(Self.markdown).joined(separator: " | ") + " |\n" }
            text += "\n"
        case .figures(let figures):
            for figure in figures {
                text += "**\(Self.escaped(figure.title))**\n\n"
                add(figure.words)
            }
        case .cards(let cards):
            for card in cards {
                text += "- **\(Self.escaped(card.role)): \(card.verdict.rawValue)**. \(Self.escaped(card.reason))"
                text += Self.markdown(Line([.evidence(card.evidence)])) + "\n"
            }
            text += "\n"
        }
    }

    private mutating func add(_ facts: [Page.Fact]) {
        for fact in facts { text += "- \(Self.escaped(fact.name)): \(Self.markdown(fact.line))\n" }
        text += facts.isEmpty ? "" : "\n"
    }

    private mutating func add(_ lines: [Line]) {
        for line in lines { text += "- \(Self.markdown(line))\n" }
        text += lines.isEmpty ? "" : "\n"
    }

    private static func markdown(_ line: Line) -> String {
        line.words.map { word in
            switch word {
            case .text(let text): escaped(text)
            case .strong(let text): "**\(escaped(text))**"
            case .code(let text): code(text)
            case .status(let status): " **\(status.words)**"
            case .standing(let words, _): "**\(escaped(words))**"
            case .strength(let strength): " *\(strength.rawValue)*"
            case .outcome(let outcome): "**\(outcome.rawValue)**"
            case .evidence(let names): names.isEmpty ? "" : " [" + names.joined(separator: ", ") + "]"
            case .anchor: ""
            case .unknown: "**not demonstrated**"
            case .simulated: " **simulated**"
            }
        }.joined()
    }

    private static func code(_ text: String) -> String {
        let plain = Visible.text(text).map { $0 == "`" ? "'" : $0 == "|" ? "¦" : $0 }
        return "`" + String(plain) + "`"
    }

    /// What could be taken for markup stands behind a backslash (CommonMark 0.31, 2.4) or, for HTML, as an entity.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": escaped += "\\" + String(scalar)
            default: escaped += Visible.text(scalar)
            }
        }
        return escaped
    }
}
