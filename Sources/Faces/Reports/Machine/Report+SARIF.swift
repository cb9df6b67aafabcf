import Assessment
import Model

extension Report {
    /// SARIF 2.1.0: each rule that was asked is a result, the passed ones too. Nothing has a line of code: what a result is
    /// about is a logical location, and each ground names its record.
    public func sarif() throws -> [UInt8] {
        let asked = Set(assessment.roles.flatMap(\.items).flatMap(\.answers).map(\.rule))
        let rules = Rubric.rules.filter { asked.contains($0.id) }
        let places = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        var results: [JSONValue] = []
        for role in assessment.roles {
            for item in role.items {
                for answer in item.answers { results.append(try result(answer, item, role, places[answer.rule])) }
            }
        }
        let run: JSONValue = [
            "tool": [
                "driver": [
                    "name": "Bedplate",
                    "informationUri": .text(NamedIdentifier.address),
                    "rules": .list(rules.map(Self.rule)),
                ]
            ],
            "automationDetails": [
                "id": .text("bedplate/\(assessment.subject)"), "guid": .text(try identifier("sarif")),
            ],
            "columnKind": "unicodeCodePoints",
            "results": .list(results),
            "properties": [
                "simulated": .flag(assessment.simulated),
                "assessedAt": .text(Self.text(assessment.time)),
                "verdicts": .object(
                    Dictionary(assessment.roles.map { ($0.role.rawValue, .text($0.verdict.rawValue)) }) { first, _ in
                        first
                    }
                ),
            ],
        ]
        let log: JSONValue = [
            "$schema":
                "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        ]
        return try log.octets
    }

    private static func rule(_ rule: Rule) -> JSONValue {
        [
            "id": .text(rule.id),
            "shortDescription": ["text": .text(rule.sentence)],
            "help": ["text": .text(rule.fill)],
            "properties": [
                "tags": ["security", .text(rule.item.rawValue)],
                "isRequired": .flag(rule.isRequired),
                "clauses": .texts(ClauseMatrix.clauses(rule.item).map { "\($0.document.rawValue) \($0.number)" }),
            ],
        ]
    }

    /// Text in which nothing is a link or a placeholder (SARIF 2.1.0, 3.11.5 and 3.11.6).
    private static func literal(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing("{", with: "{{").replacing("}", with: "}}")
    }

    private func result(
        _ answer: ItemJudgement.Answer,
        _ item: ItemJudgement,
        _ role: Assessment.RoleVerdict,
        _ place: Int?
    ) throws -> JSONValue {
        let (kind, level): (JSONValue, JSONValue) =
            switch answer.status {
            case .met: ("pass", "none")
            case .unknown: ("open", "none")
            case .gap: ("fail", "warning")
            case .refuted: ("fail", "error")
            }
        let grounds = answer.grounds.map { "\($0.text) (record \(evidence.shorts([$0.evidence]).joined()))" }
        let said = grounds.joined(separator: "; ")
        let words = answer.status.words
        let standing = words.prefix(1).uppercased() + words.dropFirst()
        var text = answer.sentence + " " + (grounds.isEmpty ? "Not demonstrated." : "\(standing): \(said).")
        if let fill = answer.fill { text += " To show it: \(fill)." }
        var result: [String: JSONValue] = [
            "ruleId": .text(answer.rule),
            "kind": kind,
            "level": level,
            "guid": .text(try identifier("sarif", role.role.rawValue, answer.rule)),
            "message": ["text": .text(Self.literal(text))],
            "locations": [
                [
                    "logicalLocations": [
                        [
                            "name": .text(item.item.rawValue),
                            "fullyQualifiedName": .text(
                                "\(assessment.subject)/\(role.role.rawValue)/\(item.item.rawValue)"
                            ),
                            "kind": "object",
                        ]
                    ]
                ]
            ],
            "partialFingerprints": ["bedplate/role-rule/v1": .text("\(role.role.rawValue)/\(answer.rule)")],
            "properties": [
                "evidence": .texts(answer.grounds.map(\.evidence)),
                "evidenceClass": .text(item.evidenceClass.rawValue),
                "simulated": .flag(answer.grounds.contains(where: \.simulated)),
            ],
        ]
        if let place { result["ruleIndex"] = .number(place) }
        return .object(result)
    }
}
