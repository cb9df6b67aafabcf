public import Assessment
import Model

extension Assessment {
    /// The report for a terminal: one screen for one role.
    ///
    /// - Parameters:
    ///   - width: columns.
    ///   - isWhole: every ground of every rule, with the record that it rests on, instead of what decides.
    public func text(width: Int = 80, isWhole: Bool = false) -> String {
        var page = TextPage(width: width)
        let about = [part, revision, serial].compactMap { $0 }.joined(separator: " ")
        page.line(subject + (about.isEmpty ? "" : "  \(about)") + (simulated ? "  ** SIMULATED **" : ""))
        for finding in findings { page.wrapped("\(finding.severity.rawValue): \(finding.claim)", indent: 2) }
        if roles.isEmpty {
            page.line("")
            page.wrapped("Nothing here shows any root of trust: no question is answered.", indent: 0)
        }
        for role in roles {
            page.line("")
            page.wrapped(
                "\(role.role.rawValue.uppercased())  \(role.verdict.rawValue): \(role.reason)",
                indent: 0,
                hanging: 4
            )
            for item in role.items { add(item, isWhole, to: &page) }
            guard !role.wouldChange.isEmpty else { continue }
            page.line("  what would change it")
            for line in isWhole ? role.wouldChange : Array(role.wouldChange.prefix(4)) {
                page.wrapped(line, indent: 4, hanging: 6)
            }
            if !isWhole, role.wouldChange.count > 4 { page.line("    and \(role.wouldChange.count - 4) more: --all") }
        }
        if !knownBreaks.isEmpty { page.line("") }
        for entry in knownBreaks {
            page.wrapped("published break \(entry.id): \(entry.text) [\(entry.source)]", indent: 0, hanging: 2)
        }
        page.line("")
        page.wrapped("Never promised: " + Self.nonGuarantees.joined(separator: "; ") + ".", indent: 0)
        return page.text
    }

    private func add(_ item: ItemJudgement, _ isWhole: Bool, to page: inout TextPage) {
        let standing =
            item.status == .unknown && item.simulated
            ? "unknown (shown on an emulation)"
            : item.status.rawValue + (item.evidenceClass == .missing ? "" : ", \(item.evidenceClass.rawValue)")
        page.line("  \(item.item.rawValue) \(item.item.text)", right: standing)
        for answer in item.answers {
            if isWhole {
                page.wrapped("\(answer.status.rawValue): \(answer.sentence)", indent: 5, hanging: 7)
                for ground in answer.grounds {
                    page.wrapped("\(ground.evidenceClass.rawValue): \(ground.text)", indent: 7, hanging: 9)
                    page.line("         " + ground.evidence)
                }
            } else if answer.status == .refuted || answer.status == .gap {
                for ground in answer.grounds.prefix(1) { page.wrapped(ground.text, indent: 5, hanging: 7) }
            }
        }
    }
}
