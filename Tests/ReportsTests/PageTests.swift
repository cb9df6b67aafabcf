import Assessment
import Digests
import Foundation
import Reports
import Testing
import Wire

@Suite struct PageTests {
    /// Where a person may look at them: `BEDPLATE_SHOW_REPORTS=directory swift test --filter PageTests`.
    private func show(_ text: String, as name: String) throws {
        guard let place = ProcessInfo.processInfo.environment["BEDPLATE_SHOW_REPORTS"] else { return }
        try Data(text.utf8).write(to: URL(filePath: place).appending(path: name))
    }

    @Test(arguments: Sample.all) func `the same records give the same octets`(_ sample: Sample) throws {
        let (one, two) = (try sample.report(), try sample.report())
        #expect(try one.html() == two.html() && one.markdown() == two.markdown())
        #expect(try one.json() == two.json() && one.sarif() == two.sarif())
        #expect(try one.oscal() == two.oscal() && one.cycloneDX() == two.cycloneDX())
        #expect(try one.document().html() == two.document().html())
        #expect(try one.document().markdown() == two.document().markdown())
        // Which comes first among records of one time does not matter to the index.
        var other = sample
        other.records.append(Sample.record(Observation(.rollback, "x", ["enforced": "no"]), after: 9))
        #expect(try other.report().oscal() != one.oscal())
    }

    @Test(arguments: Sample.all) func `pages are one file that fetches and runs nothing`(_ sample: Sample) throws {
        let report = try sample.report()
        for html in [try report.html(), try report.document().html()] {
            #expect(!html.contains("<script") && !html.contains("javascript:") && !html.contains(" style="))
            #expect(!html.contains("src=") && !html.contains("@import") && !html.contains("url("))
            // Links lead into the page itself.
            #expect(html.ranges(of: "href=\"").count == html.ranges(of: "href=\"#").count)
            let style = try #require(html.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).1
            let digest = Base64.encode(try HashAlgorithm.sha256.digest([UInt8](style.utf8)))
            #expect(html.contains("default-src 'none'; style-src 'sha256-\(digest)'"))
            // Every reference has its record.
            for reference in html.matches(of: /href="#(ev-[0-9a-f]+)"/) {
                #expect(html.contains("id=\"\(reference.1)\""), "\(reference.1)")
            }
        }
    }

    @Test func `what comes from outside stays text`() throws {
        let report = try Sample.hostile.report()
        for html in [try report.html(), try report.document().html()] {
            #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&#39;x&#39;"))
            #expect(html.contains("⟨U+202E⟩") && !html.contains("\u{202E}"))
        }
        for markdown in [report.markdown(), try report.document().markdown()] {
            #expect(!markdown.contains("<script") && !markdown.contains("\u{202E}"))
            #expect(!markdown.replacing("\\]", with: "").contains("](") && markdown.contains("\\](http"))
            // A row has as many cells as its table has columns.
            var columns = 0
            for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
                guard line.hasPrefix("|") else {
                    columns = 0
                    continue
                }
                let cells = line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
                if columns == 0 { columns = cells }
                #expect(cells == columns, "\(line)")
            }
        }
    }

    @Test(arguments: Sample.all) func `no sentence about the device stands without a record`(_ sample: Sample) throws {
        let report = try sample.report()
        for html in [try report.html(), try report.document().html()] {
            for said in html.matches(of: /<p class="said">([\s\S]*?)<\/p>/) {
                let text = said.1
                let isVerdict = report.assessment.roles.contains { text.hasPrefix(escaped($0.reason)) }
                #expect(
                    text.contains("class=\"ev\"") || text.contains("not demonstrated") || text.contains("pill")
                        || isVerdict,
                    "\(text)"
                )
            }
            // A class of evidence is printed beside what has it, and there its record is.
            for point in html.matches(of: /<li>([^\n]*?<span class="class">[^\n]*?)<\/li>/) {
                #expect(point.1.contains("class=\"ev\""), "\(point.1)")
            }
        }
        if sample.records.isEmpty {
            #expect(try report.document().markdown().ranges(of: "**not demonstrated**").count > 10)
        }
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;").replacing("'", with: "&#39;").replacing("\u{202E}", with: "⟨U+202E⟩")
    }

    @Test func `what is simulated says so everywhere, and what is not does not`() throws {
        let (emulated, real) = (try Sample.simulated.report(), try Sample.genuine.report())
        for html in [try emulated.html(), try emulated.document().html()] {
            #expect(html.contains("class=\"watermark\"") && html.contains("class=\"banner\""))
            #expect(html.contains("@top-center{content:\"SIMULATED"))
        }
        for html in [try real.html(), try real.document().html()] {
            #expect(!html.contains("SIMULATED"))
        }
        let markdown = try emulated.document().markdown()
        for line in markdown.split(separator: "\n") where line.hasPrefix("## ") {
            #expect(line.hasSuffix("(SIMULATED)"))
        }
        #expect(String(decoding: try emulated.oscal(), as: UTF8.self).contains("SIMULATED"))
        #expect(String(decoding: try emulated.cycloneDX(), as: UTF8.self).contains("bedplate:simulated"))
        #expect(String(decoding: try emulated.sarif(), as: UTF8.self).contains("\"simulated\" : true"))
    }

    @Test func `pages fit a phone of 380 pixels without scrolling to the side`() throws {
        var pages: [String] = []
        for sample in Sample.all {
            let report = try sample.report()
            pages += [try report.html(), try report.document().html()]
            try show(try report.html(), as: "\(sample.name.prefix(9)).html")
            try show(try report.document().html(), as: "\(sample.name.prefix(9))-document.html")
            try show(try report.document().markdown(), as: "\(sample.name.prefix(9))-document.md")
            try show(report.markdown(), as: "\(sample.name.prefix(9)).md")
            for (octets, kind) in [
                (try report.json(), "json"), (try report.sarif(), "sarif"), (try report.oscal(), "oscal.json"),
                (try report.cycloneDX(), "cdx.json"),
            ] { try show(String(decoding: octets, as: UTF8.self), as: "\(sample.name.prefix(9)).\(kind)") }
        }
        let wide = "<!doctype html><body><div style=\"width:500px\">wide</div></body>"
        let widths = try Browser().widths(pages + [wide], in: 380)
        #expect(widths.dropLast().allSatisfy { $0 <= 380 }, "\(widths)")
        #expect((widths.last ?? 0) > 380, "the ruler measures nothing")
    }

    @Test func `the document prints, and every page says that it is simulated`() throws {
        let printer = try PDFPrinter()
        let (emulated, real) = (try Sample.simulated.report(), try Sample.genuine.report())
        let pages = try Judges().pages(try printer.print(try emulated.document().html()))
        #expect(pages.count > 5 && pages.allSatisfy { $0.contains("SIMULATED") })
        let others = try Judges().pages(try printer.print(try real.document().html()))
        #expect(others.count > 5 && !others.contains { $0.contains("SIMULATED") })
        #expect(throws: (any Error).self) { try PDFPrinter(path: "/nonexistent") }
    }
}
