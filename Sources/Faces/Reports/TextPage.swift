/// Lines of a terminal's width.
struct TextPage {
    let width: Int
    private var lines: [String] = []

    init(width: Int) { self.width = max(40, width) }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func line(_ text: String) { lines.append(text) }

    /// A line with something at its right end; beneath it where there is no room.
    mutating func line(_ left: String, right: String) {
        let gap = width - left.count - right.count
        if gap >= 2 {
            lines.append(left + String(repeating: " ", count: gap) + right)
        } else {
            lines.append(left)
            lines.append(String(repeating: " ", count: max(0, width - right.count)) + right)
        }
    }

    mutating func wrapped(_ text: String, indent: Int, hanging: Int? = nil) {
        var line = String(repeating: " ", count: indent)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: hanging ?? indent)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        lines.append(line)
    }
}
