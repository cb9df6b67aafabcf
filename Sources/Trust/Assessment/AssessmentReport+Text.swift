import Model

extension AssessmentReport {
    /// The report for a terminal of `width` columns.
    public func text(width: Int = 80) -> String {
        var lines = [
            "Six questions about \(device)",
            "root     TPM 2.0, \(root.manufacturer) \(root.model)\(root.simulated ? "  ** SIMULATED **" : "")",
            "roles    " + roles.map(\.rawValue).joined(separator: ", "),
            "",
        ]
        for answer in answers {
            lines.append("\(answer.question.rawValue)  \(answer.question.text)")
            lines.append("    [" + standing(answer) + "]")
            lines += wrap(answer.text, indent: 4, width: width)
            for hash in answer.evidence { lines.append("    evidence \(hash)") }
            for item in answer.missing { lines += wrap("missing: " + item, indent: 4, width: width) }
            lines.append("")
        }
        lines += wrap("VERDICT  \(verdict.rawValue): \(reason)", indent: 0, hanging: 9, width: width)
        lines += wouldChange.flatMap { wrap("what would change it: " + $0, indent: 9, width: width) }
        lines.append("")
        lines.append("A hardware root of trust never promises:")
        lines += Self.nonGuarantees.map { "  - " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private func standing(_ answer: Answer) -> String {
        if answer.simulated { return "\(answer.status.rawValue): shown on an emulated root only, which proves nothing" }
        return "\(answer.status.rawValue), \(answer.evidenceClass.rawValue)"
    }

    private func wrap(_ text: String, indent: Int, hanging: Int? = nil, width: Int) -> [String] {
        var lines: [String] = []
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
        return lines + [line]
    }
}
