/// A drawing of fixed width that scales with its page. Colours and fonts come from the page's style sheet, so that no
/// element carries a style of its own.
struct SVG: Sendable {
    /// User units; a phone's width, so that words stay as large as the text around them.
    static let width = 360
    private(set) var body = ""
    var height = 0

    mutating func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int, radius: Int = 0, _ style: String) {
        body +=
            "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"\(radius)\" class=\"\(style)\"/>"
    }

    mutating func line(_ x1: Int, _ y1: Int, _ x2: Int, _ y2: Int, _ style: String) {
        body += "<line x1=\"\(x1)\" y1=\"\(y1)\" x2=\"\(x2)\" y2=\"\(y2)\" class=\"\(style)\"/>"
    }

    /// - Parameter data: path data, of this file's callers alone.
    mutating func path(_ data: String, _ style: String) {
        body += "<path d=\"\(data)\" class=\"\(style)\"/>"
    }

    mutating func circle(_ x: Int, _ y: Int, _ radius: Int, _ style: String) {
        body += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"\(radius)\" class=\"\(style)\"/>"
    }

    enum Anchor: String { case start, middle, end }

    mutating func text(_ x: Int, _ y: Int, _ text: String, _ style: String, anchor: Anchor = .start) {
        let at = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        body += "<text x=\"\(x)\" y=\"\(y)\"\(at) class=\"\(style)\">\(HTML.escaped(text))</text>"
    }

    /// Lines of at most so many characters; what does not fit in the last ends with an ellipsis.
    static func wrapped(_ text: String, _ width: Int, lines limit: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ").map(String.init) {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        lines.append(line)
        let cut = lines.count > limit
        lines = Array(lines.prefix(limit))
        return lines.enumerated().map { index, line in
            let isLast = cut && index == limit - 1
            return line.count > width || isLast ? String(line.prefix(width - 1)) + "…" : line
        }
    }

    /// The element, with its words for those who cannot see it.
    func element(title: String) -> String {
        "<svg viewBox=\"0 0 \(Self.width) \(height)\" role=\"img\" aria-label=\"\(HTML.escaped(title))\">\(body)</svg>"
    }
}
