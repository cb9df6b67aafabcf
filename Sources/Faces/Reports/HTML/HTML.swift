/// Text for HTML: what could be taken for markup, or turn the reading direction, becomes visible instead.
enum HTML {
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped += Visible.text(scalar)
            }
        }
        return escaped
    }
}

/// Characters that nobody sees, or that move others: shown by their number.
enum Visible {
    static func text(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            "⟨U+" + String(scalar.value, radix: 16, uppercase: true) + "⟩"
        default: String(scalar)
        }
    }

    static func text(_ text: String) -> String { text.unicodeScalars.map(Self.text).joined() }
}
