public import Model

extension Terminal {
    /// A table: each column as wide as its longest cell, the last one cut at ``width``.
    public static func print(table header: [String], _ rows: [[String]]) {
        let rows = rows.map { $0.map(clean) }
        let widths = header.indices.map { column in
            ([header] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for row in [header] + rows {
            var line = ""
            for (column, cell) in row.enumerated() {
                line += column == row.count - 1 ? cell : cell.padded(to: widths[column] + 2)
            }
            print(line.count > width ? line.prefix(width - 1) + "…" : line)
        }
    }

    /// Names and values, one a line, values aligned and wrapped beneath themselves.
    public static func print(fields: [(String, String?)]) {
        let known = fields.compactMap { name, value in value.map { (name, clean($0)) } }
        let indent = (known.map(\.0.count).max() ?? 0) + 2
        for (name, value) in known {
            let lines = wrap(value, width - indent)
            for (index, line) in lines.enumerated() {
                print((index == 0 ? name.padded(to: indent) : "".padded(to: indent)) + line)
            }
        }
    }

    /// One finding: its claim, then what was expected and found, wrapped.
    public static func print(finding: Finding) {
        let mark =
            switch finding.severity {
            case .held: "  ok     "
            case .noted: "  note   "
            case .failed: "  FAILED "
            }
        for (index, line) in wrap("\(finding.code.rawValue): \(finding.claim)", width - mark.count).enumerated() {
            print((index == 0 ? mark : "".padded(to: mark.count)) + line)
        }
        guard finding.severity != .held else { return }
        let details = [("expected", finding.expected), ("found", finding.found), ("at", finding.location)]
        for (name, value) in details {
            guard let value, !value.isEmpty else { continue }
            for (index, line) in wrap(clean(value), width - 20).enumerated() {
                print("".padded(to: 9) + (index == 0 ? name : "").padded(to: 10) + line)
            }
        }
    }

    /// Lines of at most `columns`, broken at spaces where possible.
    public static func wrap(_ text: String, _ columns: Int) -> [String] {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: true) {
                var word = String(word)
                if !line.isEmpty, line.count + 1 + word.count > columns {
                    lines.append(line)
                    line = ""
                }
                while word.count > columns {
                    lines.append(String(word.prefix(columns)))
                    word = String(word.dropFirst(columns))
                }
                line += line.isEmpty ? word : " " + word
            }
            lines.append(line)
        }
        return lines
    }
}

extension String {
    /// The text with spaces after it, at least `width` characters.
    public func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
