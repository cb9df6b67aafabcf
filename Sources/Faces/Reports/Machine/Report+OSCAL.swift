import Assessment
import Model

extension Report {
    static let oscalVersion = "1.1.3"

    /// OSCAL assessment-results: each record is an observation, each item of each role a finding.
    ///
    /// Controls are the rubric's items; the assessment plan is the rubric itself, in the back matter. A finding is
    /// satisfied only if its item is met: what was not demonstrated is not satisfied, with the reason "other" and the
    /// words in its remarks.
    public func oscal() throws -> [UInt8] {
        let plan = try identifier("oscal", "plan")
        let subject = try identifier("oscal", "subject")
        let tool = try identifier("oscal", "tool")
        var resources: [JSONValue] = [
            [
                "uuid": .text(plan),
                "title": "Bedplate rubric for hardware roots of trust",
                "description": "Six questions, three properties, three pitfalls; Documentation/rubric.md",
            ]
        ]
        for entry in evidence.entries {
            resources.append([
                "uuid": .text(try identifier("oscal", "record", entry.id)),
                "title": .text(entry.record.kind),
                "description": "An evidence record; the ledger knows it by this digest.",
                "props": [Self.property("sha256", entry.id)],
            ])
        }
        let observations = try evidence.entries.map { try observation($0, subject: subject, tool: tool) }
        var findings: [JSONValue] = []
        for role in assessment.roles { for item in role.items { findings.append(try finding(item, role)) } }
        let items = Set(assessment.roles.flatMap(\.items).map(\.item)).sorted()
        let time = Self.text(assessment.time)
        var result: [String: JSONValue] = [
            "uuid": .text(try identifier("oscal", "result")),
            "title": .text("Hardware root of trust of \(assessment.subject)"),
            "description": .text(
                assessment.roles.map { "\($0.role.rawValue): \($0.verdict.rawValue). \($0.reason)." }.joined(
                    separator: " "
                )
                    + (assessment.simulated ? " SIMULATED. \(Page.simulatedNotice)" : "")
            ),
            "start": .text(evidence.entries.first.map { Self.text($0.record.collectedAt) } ?? time),
            "end": .text(time),
            "props": [
                Self.property("simulated", assessment.simulated ? "yes" : "no")
            ],
            "reviewed-controls": [
                "control-selections": [
                    items.isEmpty
                        ? ["include-all": [:]]
                        : ["include-controls": .list(items.map { ["control-id": .text(Self.control($0))] })]
                ]
            ],
            "local-definitions": [
                "components": [
                    [
                        "uuid": .text(subject), "type": "hardware", "title": .text(assessment.subject),
                        "description": .text(
                            "Part: \(assessment.part ?? "not demonstrated"). Revision: \(assessment.revision ?? "not demonstrated"). Serial number: \(assessment.serial ?? "not demonstrated")."
                        ),
                        "status": ["state": "other"],
                    ],
                    [
                        "uuid": .text(tool), "type": "software", "title": "Bedplate",
                        "description": "Judges records by the rubric; does not touch the device.",
                        "status": ["state": "operational"],
                    ],
                ]
            ],
        ]
        result.add("observations", observations)
        result.add("findings", findings)
        let document: JSONValue = [
            "assessment-results": [
                "uuid": .text(try identifier("oscal")),
                "metadata": [
                    "title": .text("Hardware root of trust assessment of \(assessment.subject)"),
                    "last-modified": .text(time),
                    "version": .text(String(try identifier("oscal", "version").prefix(8))),
                    "oscal-version": .text(Self.oscalVersion),
                ],
                "import-ap": ["href": .text("#\(plan)")],
                "results": [.object(result)],
                "back-matter": ["resources": .list(resources)],
            ]
        ]
        return try document.octets
    }

    private func observation(_ entry: EvidenceIndex.Entry, subject: String, tool: String) throws -> JSONValue {
        let record = entry.record
        let method =
            switch record.evidenceClass {
            case .attested, .tested, .measured: "TEST"
            case .documented: "EXAMINE"
            case .claimed: "INTERVIEW"
            case .missing: "UNKNOWN"
            }
        var properties = [
            Self.property("evidence-class", record.evidenceClass.rawValue),
            Self.property("record-sha256", entry.id),
            Self.property("collector", "\(record.collector.tool) \(record.collector.version)"),
            Self.property("simulated", record.simulated ? "yes" : "no"),
        ]
        if let raw = record.rawSHA256 { properties.append(Self.property("raw-sha256", raw)) }
        for (key, value) in record.collector.settings.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            properties.append(Self.property("collector-setting", "\(key)=\(value)"))
        }
        var observation: [String: JSONValue] = [
            "uuid": .text(try identifier("oscal", "observation", entry.id)),
            "title": .text(record.kind),
            "description": .text(entry.words + (record.simulated ? ". SIMULATED." : ".")),
            "methods": [.text(method)],
            "types": ["control-objective"],
            "collected": .text(Self.text(record.collectedAt)),
            "props": .list(properties),
            "subjects": [["subject-uuid": .text(subject), "type": "component"]],
            "origins": [["actors": [["type": "tool", "actor-uuid": .text(tool)]]]],
            "relevant-evidence": [
                [
                    "href": .text("#\(try identifier("oscal", "record", entry.id))"),
                    "description": .text(record.reference ?? "The record with SHA-256 \(entry.id)"),
                ]
            ],
        ]
        if let expires = record.expires { observation["expires"] = .text(Self.text(expires)) }
        return .object(observation)
    }

    private func finding(_ item: ItemJudgement, _ role: Assessment.RoleVerdict) throws -> JSONValue {
        let grounds = Set(role.grounds(item.item).map(\.evidence)).sorted().filter { evidence[$0] != nil }
        let reason =
            switch item.status {
            case .met: "pass"
            case .refuted, .gap: "fail"
            case .unknown: "other"
            }
        let answers = item.answers.map { "\($0.rule) \($0.status.words)" }.joined(separator: ", ")
        var finding: [String: JSONValue] = [
            "uuid": .text(try identifier("oscal", "finding", role.role.rawValue, item.item.rawValue)),
            "title": .text("\(role.role.rawValue): \(item.item.rawValue) \(item.item.text)"),
            "description": .text(answers.isEmpty ? "Follows from the questions." : answers),
            "target": [
                "type": "objective-id",
                "target-id": .text("\(Self.control(item.item))_\(role.role.rawValue)"),
                "status": [
                    "state": .text(item.status == .met ? "satisfied" : "not-satisfied"),
                    "reason": .text(reason),
                    "remarks": .text(item.status.words),
                ],
            ],
            "props": [Self.property("weakest-evidence", item.evidenceClass.rawValue)],
        ]
        finding.add(
            "related-observations",
            try grounds.map { ["observation-uuid": .text(try identifier("oscal", "observation", $0))] }
        )
        return .object(finding)
    }

    /// An OSCAL token: `hrot-q1`.
    private static func control(_ item: Item) -> String { "hrot-" + item.rawValue.lowercased() }

    private static func property(_ name: String, _ value: String) -> JSONValue {
        // A value of OSCAL has neither leading nor trailing space, and is not empty.
        let trimmed = value.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return [
            "name": .text(name), "ns": .text(NamedIdentifier.address), "value": .text(trimmed.isEmpty ? "-" : trimmed),
        ]
    }
}
