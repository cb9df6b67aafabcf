import Assessment
import Model

extension Report {
    /// CycloneDX 1.6: the keys as a CBOM, and declarations: what is claimed, the evidence, and the evidence against it.
    ///
    /// No score is given: a number between claims and proofs would be an average, and there is none.
    public func cycloneDX() throws -> [UInt8] {
        let time = Self.text(assessment.time)
        let device = "device"
        let items = Set(assessment.roles.flatMap(\.items).map(\.item)).sorted()
        var metadata: [String: JSONValue] = [
            "timestamp": .text(time),
            "component": .object(component(device)),
            "tools": ["components": [["type": "application", "name": "Bedplate"]]],
        ]
        if assessment.simulated { metadata["properties"] = [["name": "bedplate:simulated", "value": "true"]] }
        var declarations: [String: JSONValue] = [
            "assessors": [["bom-ref": "assessor", "thirdParty": .flag(false), "organization": ["name": "Bedplate"]]],
            "targets": ["components": [.object(component("target"))]],
        ]
        declarations.add("claims", claims)
        declarations.add("evidence", evidence.entries.map(Self.evidence))
        declarations.add("attestations", assessment.roles.map(attestation))
        var document: [String: JSONValue] = [
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": .text("urn:uuid:" + (try identifier("cyclonedx"))),
            "version": .number(1),
            "metadata": .object(metadata),
            "definitions": [
                "standards": [
                    [
                        "bom-ref": "rubric", "name": "Bedplate rubric for hardware roots of trust",
                        "requirements": .list(
                            items.map {
                                [
                                    "bom-ref": .text("requirement-\($0.rawValue)"), "identifier": .text($0.rawValue),
                                    "title": .text($0.text),
                                ]
                            }
                        ),
                    ]
                ]
            ],
            "declarations": .object(declarations),
        ]
        document.add("components", cryptographicAssets)
        if items.isEmpty { document["definitions"] = nil }
        return try JSONValue.object(document).octets
    }

    private func component(_ reference: String) -> [String: JSONValue] {
        var component: [String: JSONValue] = [
            "type": "device", "bom-ref": .text(reference), "name": .text(assessment.subject),
        ]
        component.add("version", assessment.revision)
        component.add(
            "properties",
            [("part", assessment.part), ("serial", assessment.serial)].compactMap { name, value in
                value.map { ["name": .text("bedplate:\(name)"), "value": .text($0)] }
            }
        )
        return component
    }

    private static func claim(_ role: Root.Role, _ answer: ItemJudgement.Answer) -> String {
        "claim-\(role.rawValue)-\(answer.rule)"
    }

    /// What each rule asks, as a claim; grounds that speak for it are its evidence, those against it its counter-evidence.
    private var claims: [JSONValue] {
        assessment.roles.flatMap { role in
            role.items.flatMap(\.answers).map { answer in
                var claim: [String: JSONValue] = [
                    "bom-ref": .text(Self.claim(role.role, answer)), "target": "target",
                    "predicate": .text(answer.sentence),
                    "reasoning": .text(
                        answer.status.words + (answer.fill.map { ". To show it: \($0)" } ?? "")
                    ),
                ]
                let names = answer.grounds.map(\.evidence).filter { evidence[$0] != nil }
                let references = Array(Set(names)).sorted().map { JSONValue.text("evidence-\($0)") }
                let isAgainst = answer.status == .refuted || answer.status == .gap
                claim.add(isAgainst ? "counterEvidence" : "evidence", references)
                return .object(claim)
            }
        }
    }

    private static func evidence(_ entry: EvidenceIndex.Entry) -> JSONValue {
        let record = entry.record
        var contents = "\(record.evidenceClass.rawValue); \(record.collector.tool) \(record.collector.version)"
        if let raw = record.rawSHA256 { contents += "; raw octets SHA-256 \(raw)" }
        if let reference = record.reference { contents += "; \(reference)" }
        if record.simulated { contents += "; SIMULATED" }
        var value: [String: JSONValue] = [
            "bom-ref": .text("evidence-\(entry.id)"),
            "propertyName": .text("bedplate:\(record.kind)"),
            "description": .text(entry.words),
            "created": .text(text(record.collectedAt)),
            "data": [
                [
                    "name": .text("record \(entry.short)"),
                    "contents": ["attachment": ["contentType": "text/plain", "content": .text(contents)]],
                ]
            ],
        ]
        if let expires = record.expires { value["expires"] = .text(text(expires)) }
        return .object(value)
    }

    private func attestation(_ role: Assessment.RoleVerdict) -> JSONValue {
        let map: [JSONValue] = role.items.filter { !$0.answers.isEmpty }.map { item in
            func references(_ isAgainst: Bool) -> [JSONValue] {
                item.answers.filter { ($0.status == .refuted || $0.status == .gap) == isAgainst }
                    .map { .text(Self.claim(role.role, $0)) }
            }
            var entry: [String: JSONValue] = [
                "requirement": .text("requirement-\(item.item.rawValue)"),
                "conformance": ["rationale": .text(item.status.words)],
                "confidence": ["rationale": .text("weakest evidence: \(item.evidenceClass.rawValue)")],
            ]
            entry.add("claims", references(false))
            entry.add("counterClaims", references(true))
            return .object(entry)
        }
        return [
            "summary": .text("\(role.role.rawValue): \(role.verdict.rawValue). \(role.reason)."),
            "assessor": "assessor",
            "map": .list(map),
        ]
    }
}
