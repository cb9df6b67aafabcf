import Assessment
import Model

/// Documentation/rubric.md, made from the tables that the assessment runs: a rule that is not there is not run.
public enum RubricPage {
    public static var markdown: String {
        [head, verdicts, items, fitness, aspects, clauses].joined(separator: "\n")
    }

    private static let head = """
        # The rubric: has this device a hardware root of trust?

        Made from the tables of the code (`Tests/ReportsTests/RubricPageTests.swift`); `bedplate assess` runs the same tables.

        Three ideas carry it. **Two assets**: the verification key needs integrity, and may be read; the root's secrets need
        confidentiality. **Two axes**: what a part can do is documented, what a unit is set up to do is measured, and only
        the second is proof. **Roles apart**: a root that keeps keys says nothing about what runs first after reset.

        Evidence is *attested*, *tested* or *measured*: that is proof. *Documented* and *claimed* are not. What was not looked
        at is *missing*: neither a pass nor a refutation. What was shown on an emulation supports nothing, and refutes all
        the same. A measurement outranks a document that contradicts it. Nothing is averaged.

        """

    /// What each verdict means, in the order in which they are tried.
    private static func text(_ verdict: Verdict) -> String {
        switch verdict {
        case .softwareDressedAsHardware: "a hardware root is claimed, and proof refutes Q1, Q2 (a secret), Q4 or G1"
        case .notEnabled: "the part is documented as able, and the unit was measured open (Q3)"
        case .claimOnly: "no required rule is proven, or some of the evidence is simulated"
        case .partial: "something is proven, and not everything is met"
        case .genuineWithKnownBreak: "everything is met, and a published break concerns the part and revision"
        case .genuine: "everything is met by proof"
        }
    }

    private static var verdicts: String {
        var text = "## Verdicts\n\nFor each role; the first that matches wins.\n\n| | verdict | when |\n|--:|---|---|\n"
        for (index, verdict) in Verdict.allCases.enumerated() {
            text += "| \(index + 1) | **\(verdict.rawValue)** | \(self.text(verdict)) |\n"
        }
        text += "\nEvery report prints what a root of trust does not promise:\n\n"
        return text + Assessment.nonGuarantees.map { "- \($0)\n" }.joined()
    }

    private static var items: String {
        var text = "## Questions, properties, pitfalls\n\n"
        text +=
            "An item is met if every required rule of the role is; the others can weaken or refute it. Where none is\n"
        text += "required, one must be met.\n"
        for item in Item.allCases {
            text += "\n### \(item.rawValue) \(item.text)\n\n"
            let sources = Rubric.sources(of: item)
            if !sources.isEmpty {
                text +=
                    "Follows from \(sources.map(\.rawValue).joined(separator: ", ")): the worst of them, and the weakest class.\n"
            }
            let rules = Rubric.rules.filter { $0.item == item }
            if !rules.isEmpty {
                text += "| rule | what must hold | roles | evidence | what would show it |\n|---|---|---|---|---|\n"
            }
            for rule in rules {
                let roles = Root.Role.allCases.filter(rule.roles.contains).map(\.rawValue).joined(separator: ", ")
                text += "| `\(rule.id)`\(rule.isRequired ? " (required)" : "") | \(rule.sentence) | \(roles) "
                text += "| `\(rule.aspect.rawValue)` | \(cell(rule.fill)) |\n"
            }
        }
        return text
    }

    private static var fitness: String {
        var text = "## Fit for the product\n\n`--product` names what is at stake, and with it the attacker.\n\n"
        text += "| product | at stake | attacker |\n|---|---|---|\n"
        for product in ProductClass.allCases {
            text +=
                "| `\(product.rawValue)` | \(product.text) | **\(product.attacker.rawValue)**: \(product.attacker.text) |\n"
        }
        text +=
            "\nA root is *not enough* where a demand of that attacker is not shown, *more than needed* where those of the next\n"
        text += "stronger attacker are shown too, and otherwise the *baseline*.\n\n"
        text += "| demand | from | what must hold | what would show it |\n|---|---|---|---|\n"
        for demand in Demand.all {
            text += "| `\(demand.id)` | \(demand.attacker.rawValue) | \(demand.sentence) | \(cell(demand.fill)) |\n"
        }
        return text
    }

    private static var aspects: String {
        var text =
            "## What evidence says\n\nReaders translate what a part says into these, and the rules know nothing else.\n"
        for aspect in Aspect.allCases {
            text += "\n### `\(aspect.rawValue)`\n\n| field | values | meaning |\n|---|---|---|\n"
            for field in aspect.fields {
                let values =
                    switch field.form {
                    case .text: "text"
                    case .oneOf(let values): values.map { "`\($0)`" }.joined(separator: ", ")
                    case .hexadecimal: "hexadecimal"
                    case .number: "number"
                    }
                text +=
                    "| `\(field.name)`\(field.isRequired ? " (required)" : "") | \(values) | \(cell(field.meaning)) |\n"
            }
        }
        return text
    }

    private static var clauses: String {
        var text = """
            ## Clauses

            What each answer speaks to. Whether a device conforms, the clause's own assessor says. *read*: the text was read;
            *quoted*: it was read as another public document quotes or lists it. What is only remembered is not here.

            | | document | clause | what it asks | known |
            |---|---|---|---|---|

            """
        for row in ClauseMatrix.rows {
            let topic =
                if case .item(let item) = row.topic { item.rawValue } else { row.topic.text }
            for clause in row.clauses {
                text += "| \(topic) | \(clause.document.rawValue) | \(cell(clause.number)) | \(cell(clause.text)) "
                text += "| \(clause.mark == .seen ? "read" : "quoted") |\n"
            }
        }
        return text
    }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
