import Assessment
import Model

extension AssessmentDifference {
    /// For a terminal: verdicts first, then what moved them, then the rest.
    public func text(width: Int = 80) -> String {
        var page = TextPage(width: width)
        guard !isEmpty else {
            page.line("Nothing changed.")
            return page.text
        }
        for (name, change) in identity.sorted(by: { $0.key < $1.key }) {
            page.wrapped("\(name): \(Self.text(change.before)) -> \(Self.text(change.after))", indent: 0, hanging: 4)
        }
        if let simulated {
            page.line(
                "simulated: \(simulated.before == true ? "yes" : "no") -> \(simulated.after == true ? "yes" : "no")"
            )
        }
        for role in roles {
            let name = role.role.rawValue.uppercased()
            if role.verdict.before == role.verdict.after {
                page.wrapped("\(name)  still \(Self.text(role.verdict.after?.rawValue)), for another reason", indent: 0)
            } else {
                let verdicts = [role.verdict.before, role.verdict.after].map { Self.text($0?.rawValue) }
                page.wrapped("\(name)  \(verdicts.joined(separator: " -> "))", indent: 0, hanging: 4)
            }
            page.wrapped("was: \(Self.text(role.reason.before))", indent: 2, hanging: 7)
            page.wrapped("now: \(Self.text(role.reason.after))", indent: 2, hanging: 7)
            if !role.because.isEmpty {
                page.wrapped("moved by " + role.because.joined(separator: ", "), indent: 2, hanging: 4)
            }
        }
        for rule in rules {
            page.line("")
            page.line("\(rule.role.rawValue) \(rule.rule)", right: Self.moved(rule.status))
            for ground in rule.goneGrounds {
                page.wrapped("- \(ground.text) [\(ground.evidence.prefix(8))]", indent: 2, hanging: 4)
            }
            for ground in rule.newGrounds {
                page.wrapped("+ \(ground.text) [\(ground.evidence.prefix(8))]", indent: 2, hanging: 4)
            }
        }
        if !(newBreaks + goneBreaks).isEmpty || !(newFindings + goneFindings).isEmpty { page.line("") }
        for entry in goneBreaks { page.wrapped("- published break \(entry.id): \(entry.text)", indent: 0, hanging: 2) }
        for entry in newBreaks { page.wrapped("+ published break \(entry.id): \(entry.text)", indent: 0, hanging: 2) }
        for finding in goneFindings {
            page.wrapped("- \(finding.code.rawValue): \(finding.claim)", indent: 0, hanging: 2)
        }
        for finding in newFindings {
            page.wrapped("+ \(finding.code.rawValue): \(finding.claim)", indent: 0, hanging: 2)
        }
        return page.text
    }

    public func json() throws -> [UInt8] { try JSONValue.octets(self) }

    static func text(_ value: String?) -> String { value ?? "not demonstrated" }

    static func moved(_ change: Change<RuleOutcome.Status>) -> String {
        let before = change.before?.words ?? "not asked"
        let after = change.after?.words ?? "not asked"
        return before == after ? "still \(after)" : "\(before) -> \(after)"
    }
}
