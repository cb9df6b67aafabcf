import Foundation
import Programs
import Reports

/// A headless Chromium that opens our pages.
struct Browser {
    private let directory: URL
    private let program: String

    init() throws {
        // Absent, this fails: nothing about pages is skipped.
        program = try PDFPrinter().browser
        directory = FileManager.default.temporaryDirectory.appending(path: "bedplate-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private func run(_ arguments: [String]) throws -> String {
        let profile = directory.appending(path: "profile").path
        let ran = try Program([program] + PDFPrinter.arguments(profile: profile) + arguments, in: directory)
        guard ran.status == 0 else { throw ProgramFailure("\(program): \(ran.errorText)") }
        return ran.text
    }

    /// How wide pages want to be where there is so much room: each in a frame of that width, which is a phone's screen to it.
    func widths(_ pages: [String], in width: Int) throws -> [Int] {
        defer { try? FileManager.default.removeItem(at: directory) }
        let tags = pages.map { page in
            // The policy lets nothing run that is not ours; the frame's outside measures it.
            let text = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
            return "<iframe width=\"\(width)\" height=\"800\" frameborder=\"0\" srcdoc=\"\(text)\"></iframe>"
        }
        let outside = """
            <!doctype html><body>\(tags.joined())<pre id="widths"></pre><script>
            addEventListener("load", () => {
              const all = [...document.querySelectorAll("iframe")].map(f => {
                const e = f.contentDocument.documentElement
                return f.contentWindow.innerWidth + ":" + Math.max(e.scrollWidth, f.contentDocument.body.scrollWidth)
              })
              document.getElementById("widths").textContent = "widths " + all.join(" ") + " end"
            })
            </script></body>
            """
        let file = directory.appending(path: "outside.html")
        try Data(outside.utf8).write(to: file)
        let dom = try run(["--virtual-time-budget=5000", "--dump-dom", file.absoluteString])
        guard let start = dom.firstRange(of: "widths\">widths "), let end = dom.firstRange(of: " end</pre>") else {
            throw ProgramFailure("the page was not measured: \(dom.suffix(300))")
        }
        return try dom[start.upperBound..<end.lowerBound].split(separator: " ").map { pair in
            let numbers = pair.split(separator: ":").compactMap { Int($0) }
            guard numbers.count == 2, numbers[0] == width else {
                throw ProgramFailure("the frame is not \(width) wide: \(pair)")
            }
            return numbers[1]
        }
    }
}
