import Assessment
import Model

/// The chain of trust of one role: what each link rests on, and whether it holds.
struct ChainFigure {
    private struct Link {
        var name: String
        var status: RuleOutcome.Status
        var detail: String
        var evidence: [String]
    }

    private let links: [Link]
    private let title: String

    /// Nil for a role without a chain of its own.
    init?(_ verdict: Assessment.RoleVerdict, _ report: Report) {
        let steps: [(String, Item)] =
            switch verdict.role {
            case .verify:
                [
                    ("Root key", .rootKey), ("First code", .firstCode), ("Verification switched on", .provisioning),
                    ("What is refused", .failure), ("Debug", .debug),
                ]
            case .store, .report:
                [
                    ("Maker’s endorsement", .supplyChain), ("Identity key", .rootKey),
                    ("Keys stay inside", .readability), ("Hardware, not software", .softwareKeyStore),
                    ("Unlike every other unit", .sharedKeys),
                ]
            case .measure, .update, .recover: []
            }
        let judged = steps.compactMap { name, item in
            verdict.items.first { $0.item == item }.map { (name, $0) }
        }
        guard !judged.isEmpty else { return nil }
        title = "Chain of trust: \(verdict.role.rawValue)"
        links = judged.map { name, item in
            // What decides: what speaks against it, else what speaks for it.
            let answers = item.answers.filter { $0.status == item.status && !$0.grounds.isEmpty }
            let grounds = answers.flatMap(\.grounds)
            let detail = grounds.first?.text ?? item.item.text
            return Link(
                name: "\(item.item.rawValue)  \(name)",
                status: item.status,
                detail: grounds.isEmpty ? "not demonstrated" : detail,
                evidence: report.evidence.shorts(grounds.map(\.evidence))
            )
        }
    }

    var figure: Figure {
        var svg = SVG()
        let height = 66
        let gap = 26
        var y = 4
        for (index, link) in links.enumerated() {
            svg.rectangle(4, y, SVG.width - 8, height, radius: 6, "box \(link.status.style)")
            svg.rectangle(4, y, 6, height, radius: 3, "bar \(link.status.style)")
            svg.text(22, y + 20, link.name, "label")
            svg.text(SVG.width - 14, y + 20, link.status.words, "state \(link.status.style)", anchor: .end)
            for (line, text) in SVG.wrapped(link.detail, 54, lines: 2).enumerated() {
                svg.text(22, y + 39 + 15 * line, text, "small")
            }
            y += height
            if index < links.count - 1 {
                svg.line(SVG.width / 2, y, SVG.width / 2, y + gap, "link \(link.status.style)")
                if link.status == .refuted {
                    let x = SVG.width / 2
                    let middle = y + gap / 2
                    svg.path(
                        "M\(x - 6) \(middle - 6)L\(x + 6) \(middle + 6)M\(x + 6) \(middle - 6)L\(x - 6) \(middle + 6)",
                        "cross"
                    )
                } else {
                    svg.path("M\(SVG.width / 2 - 4) \(y + gap - 7)l4 6l4 -6", "link head \(link.status.style)")
                }
                y += gap
            }
        }
        svg.height = y + 4
        return Figure(
            title: title,
            svg: svg,
            words: links.map { link in
                Line(
                    [.text(link.name + ": "), .status(link.status)]
                        + (link.evidence.isEmpty ? [] : [.text(" "), .text(link.detail), .evidence(link.evidence)])
                )
            }
        )
    }
}
