import Foundation

/// Rows of text under a title, columns aligned: the first to the left, the others to the right.
struct Table {
    private var rows: [[String]]
    private let title: String

    init(_ title: String, _ columns: String...) {
        self.title = title
        rows = [columns]
    }

    mutating func add(_ cells: String...) { rows.append(cells) }

    func print() {
        let widths = (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column].count }.max() ?? 0 }
        Swift.print("\n" + title)
        for row in rows {
            let cells = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return column == 0 ? text + space : space + text
            }
            Swift.print("  " + cells.joined(separator: "  "))
        }
        // A pipe would otherwise hold the table back until the end.
        fflush(nil)
    }

    static func number(_ value: Double, _ digits: Int = 2) -> String {
        value.formatted(
            .number.precision(.fractionLength(digits)).grouping(.automatic).locale(Locale(identifier: "en_US_POSIX"))
        )
    }
    static func microseconds(_ seconds: Double) -> String { number(seconds * 1e6) }
    static func milliseconds(_ seconds: Double) -> String { number(seconds * 1e3, 3) }
    static func rate(_ perSecond: Double) -> String { number(perSecond, 0) }
}
