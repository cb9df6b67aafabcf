import Assessment
import Digests
import Model
import Wire

/// A page as one file: no script, nothing fetched, the one style sheet named by its digest in the content security policy.
struct HTMLPage {
    private let page: Page
    private var body = ""

    static func render(_ page: Page) throws -> String {
        var html = HTMLPage(page)
        html.add()
        let style = StyleSheet.text(footer: page.title, isSimulated: page.isSimulated)
        let digest = Base64.encode(try HashAlgorithm.sha256.digest([UInt8](style.utf8)))
        let policy = "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'"
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>\(HTML.escaped(page.kind)): \(HTML.escaped(page.title))</title>
            <style>\(style)</style>
            </head>
            <body>
            \(html.body)</body>
            </html>

            """
    }

    private init(_ page: Page) { self.page = page }

    private mutating func add() {
        if page.isSimulated {
            // Fixed: on the screen it stays, on paper it is on every page.
            body += "<div class=\"watermark\" aria-hidden=\"true\"><span>\(Page.watermark)</span></div>\n"
        }
        body += "<header><p class=\"kind\">\(HTML.escaped(page.kind))</p><h1>\(HTML.escaped(page.title))</h1>\n"
        if page.isSimulated {
            body += "<p class=\"banner\"><strong>\(Page.watermark)</strong> \(HTML.escaped(Page.simulatedNotice))</p>\n"
        }
        add(page.facts)
        body += "</header>\n"
        if page.hasContents {
            body += "<nav aria-label=\"Contents\"><h2>Contents</h2><ol>\n"
            for section in page.sections {
                body += "<li><a href=\"#\(section.anchor)\">\(HTML.escaped(section.title))</a></li>\n"
            }
            body += "</ol></nav>\n"
        }
        body += "<main>\n"
        for section in page.sections {
            body += "<section id=\"\(section.anchor)\"><h2>\(HTML.escaped(section.title))</h2>\n"
            if let basis = section.basis { body += "<p class=\"basis\">\(HTML.escaped(basis))</p>\n" }
            section.blocks.forEach { add($0) }
            body += "</section>\n"
        }
        body += "</main>\n"
    }

    private mutating func add(_ block: Page.Block) {
        switch block {
        case .said(let line): body += "<p class=\"said\">\(html(line))</p>\n"
        case .notice(let text): body += "<p class=\"notice\">\(HTML.escaped(text))</p>\n"
        case .toWrite(let text):
            body +=
                "<p class=\"write\"><strong>To be written and signed by a person.</strong> \(HTML.escaped(text))</p>\n"
        case .heading(let text): body += "<h3>\(HTML.escaped(text))</h3>\n"
        case .list(let lines):
            body += "<ul>\n" + lines.map { "<li>\(html($0))</li>\n" }.joined() + "</ul>\n"
        case .points(let points):
            body += "<ul class=\"points\">\n"
            for point in points {
                body += "<li><p>\(html(point.line))</p>"
                if !point.beneath.isEmpty {
                    body += "\n<ul>\n" + point.beneath.map { "<li>\(html($0))</li>\n" }.joined() + "</ul>"
                }
                body += "</li>\n"
            }
            body += "</ul>\n"
        case .facts(let facts): add(facts)
        case .table(let table): add(table)
        case .figures(let figures):
            body += "<div class=\"figures\">\n"
            for figure in figures {
                body += "<figure>\(figure.svg.element(title: figure.title))"
                body += "<figcaption><strong>\(HTML.escaped(figure.title))</strong><ul>"
                body += figure.words.map { "<li>\(html($0))</li>" }.joined() + "</ul></figcaption></figure>\n"
            }
            body += "</div>\n"
        case .cards(let cards):
            body += "<div class=\"cards\">\n"
            for card in cards {
                body += "<article class=\"card \(Self.style(card.verdict))\"><p class=\"role\">Root of trust: "
                body += "\(HTML.escaped(card.role))</p><p class=\"verdict\">\(HTML.escaped(card.verdict.rawValue))</p>"
                body +=
                    "<p class=\"said\">\(HTML.escaped(card.reason)) \(html([.evidence(card.evidence)]))</p></article>\n"
            }
            body += "</div>\n"
        }
    }

    private mutating func add(_ facts: [Page.Fact]) {
        body += "<dl>\n"
        for fact in facts { body += "<div><dt>\(HTML.escaped(fact.name))</dt><dd>\(html(fact.line))</dd></div>\n" }
        body += "</dl>\n"
    }

    private mutating func add(_ table: Page.Table) {
        body += "<table><thead><tr>"
        body += table.columns.map { "<th scope=\"col\">\(HTML.escaped($0))</th>" }.joined() + "</tr></thead><tbody>\n"
        for row in table.rows {
            body += "<tr>"
            for (column, line) in zip(table.columns, row) {
                body += "<td data-label=\"\(HTML.escaped(column))\"><div>\(html(line))</div></td>"
            }
            body += "</tr>\n"
        }
        body += "</tbody></table>\n"
    }

    private func html(_ line: Line) -> String { html(line.words) }

    private func html(_ words: [Word]) -> String {
        words.map { word in
            switch word {
            case .text(let text): HTML.escaped(text)
            case .strong(let text): "<strong>\(HTML.escaped(text))</strong>"
            case .code(let text): "<code>\(HTML.escaped(text))</code>"
            case .status(let status): " <span class=\"pill \(status.style)\">\(status.words)</span>"
            case .standing(let words, let status):
                "<span class=\"pill \(status.style)\">\(HTML.escaped(words))</span>"
            case .strength(let strength): " <span class=\"class\">\(strength.rawValue)</span>"
            case .outcome(let outcome): " <span class=\"pill \(Self.style(outcome))\">\(outcome.rawValue)</span>"
            case .evidence(let names):
                names.map { " <a class=\"ev\" href=\"#ev-\($0)\">\($0)</a>" }.joined()
            case .anchor(let name): "<span id=\"ev-\(name)\"></span>"
            case .unknown: "<span class=\"pill unknown\">not demonstrated</span>"
            case .simulated: " <span class=\"pill simulated\">simulated</span>"
            }
        }.joined()
    }

    private static func style(_ outcome: Fitness.Outcome) -> String {
        switch outcome {
        case .notEnough: "refuted"
        case .baseline, .moreThanNeeded: "met"
        }
    }

    private static func style(_ verdict: Verdict) -> String {
        switch verdict {
        case .softwareDressedAsHardware, .notEnabled: "refuted"
        case .claimOnly: "unknown"
        case .partial, .genuineWithKnownBreak: "gap"
        case .genuine: "met"
        }
    }
}
