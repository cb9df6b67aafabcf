import Assessment
import Model

extension KeyManagementDocument {
    var cover: Page.Section {
        Page.Section(
            "s0",
            "0. Cover and scope",
            basis: "App. 1.D (D-05), V.C (C-32), V.C footnote 47",
            [
                .toWrite(
                    "Here: the device’s name, model and UDI, its software version, who tested it, and how independent they are."
                ),
                .notice(
                    "Guidance: FDA, premarket cybersecurity guidance, edition of 3 February 2026. It recommends (“should”); section 524B(b) obliges for cyber devices. Paragraph marks such as (D-10) are a public transcription’s: the guidance numbers none."
                ),
                .notice(
                    "How to read it: a grey number such as 3f9a01c2 names a record of Annex A by the first digits of its SHA-256. “Not demonstrated” means that no record shows it: it is neither a pass nor a failure."
                ),
                .heading("Tools, versions and settings"),
                .table(tools),
            ]
        )
    }

    private var tools: Page.Table {
        struct Tool: Hashable {
            var name: String
            var version: String
            var settings: String
        }
        var used: [Tool: [String]] = [:]
        for entry in report.evidence.entries {
            let collector = entry.record.collector
            let settings = collector.settings.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let tool = Tool(name: collector.tool, version: collector.version, settings: settings.joined(separator: " "))
            used[tool, default: []].append(entry.id)
        }
        let rows = used.sorted {
            ($0.key.name, $0.key.version, $0.key.settings) < ($1.key.name, $1.key.version, $1.key.settings)
        }
        return Page.Table(
            columns: ["Tool", "Version", "Settings", "Records"],
            rows: rows.map { tool, ids in
                let shown = report.evidence.shorts(ids)
                return [
                    Line(tool.name), Line(tool.version),
                    tool.settings.isEmpty ? Line("none recorded") : Line([.code(tool.settings)]),
                    Line([.text("\(shown.count)")] + [.evidence(Array(shown.prefix(6)))]),
                ]
            }
        )
    }

    var verdict: Page.Section {
        var blocks: [Page.Block] = [report.cards, .heading("The six questions, the properties and the pitfalls")]
        blocks.append(.table(items))
        blocks.append(.notice("Beneath each answer: the weakest class of the evidence that it rests on."))
        blocks += [.heading("Attacks"), report.attacks] + report.guarantees
        if report.fitness != nil { blocks += [.heading("Fit for the product")] + report.fitnessBlocks }
        blocks.append(.toWrite("Here: compensating controls, and the identifier of each gap in the risk file."))
        return Page.Section("s1", "1. Verdict", blocks)
    }

    /// Items by roles.
    private var items: Page.Table {
        let roles = report.assessment.roles
        let asked = Item.allCases.filter { item in roles.contains { $0.items.contains { $0.item == item } } }
        return Page.Table(
            columns: ["Item"] + roles.map(\.role.rawValue),
            rows: asked.map { item in
                [Line([.strong(item.rawValue), .text(" " + item.text)])]
                    + roles.map { role in
                        guard let judged = role.items.first(where: { $0.item == item }) else {
                            return Line("not asked")
                        }
                        return Line(
                            [.status(judged.status), .strength(judged.evidenceClass)]
                                + (judged.simulated ? [.simulated] : [])
                        )
                    }
            }
        )
    }

    var context: Page.Section {
        Page.Section(
            "s2",
            "2. Security context and trust boundaries",
            basis: "V.B (V.B-09), V.B.2 (13, 14), App. 2.B (B-04 to B-09)",
            [
                report.figures,
                .toWrite("Here: the device’s block diagram, its buses, and the commercial platforms in it."),
            ]
        )
    }

    var inventory: Page.Section {
        let parts = report.dossier.exhibits(.part)
        var blocks: [Page.Block] = parts.isEmpty ? [.said(.unknown)] : [.list(parts.map(report.line))]
        let first = report.dossier.exhibits(.firstCode)
        blocks.append(
            .table(
                Page.Table(
                    columns: ["Role", "Verdict", "First code"],
                    rows: report.assessment.roles.map { role in
                        [
                            Line(role.role.rawValue), Line(role.verdict.rawValue),
                            role.role == .verify
                                ? first.last.map {
                                    report.said(
                                        "grade \($0["grade"] ?? "?")",
                                        by: [$0.id],
                                        class: $0.record.evidenceClass
                                    )
                                } ?? .unknown
                                : Line("not asked of this role"),
                        ]
                    }
                )
            )
        )
        blocks.append(
            .notice(
                "Grades of the first code: A mask ROM; B the maker’s, locked; C user flash, locked for good; D locked until undone; E writable."
            )
        )
        blocks += [.heading("Published breaks")] + report.breaks
        blocks += statements([.rootKey, .firstCode])
        blocks.append(.toWrite("Here: certificates of the part with their numbers, where there are any."))
        return Page.Section("s3", "3. Inventory of roots of trust", blocks)
    }

    /// What the guidance asks of each type of key.
    var keys: Page.Section {
        let types: [(String, [Aspect])] = [
            ("Verification keys", [.verifyKey, .keySlot]), ("Root secrets", [.secret, .block]),
            ("Identity keys", [.identity]), ("Keys in an element or token", [.keyStore]),
        ]
        var blocks: [Page.Block] = []
        for (name, aspects) in types {
            blocks.append(.heading(name))
            let exhibits = aspects.flatMap { report.dossier.exhibits($0) }
            guard !exhibits.isEmpty else {
                blocks.append(.said(.unknown))
                continue
            }
            blocks.append(.facts(facts(exhibits)))
        }
        blocks.append(.heading("Release signing keys, which the maker keeps"))
        blocks.append(releaseKeys)
        blocks += statements([.readability, .rootKey])
        blocks.append(
            .toWrite(
                "Here, for each type: how keys are generated and with which entropy, distributed, used, rotated, backed up and destroyed; certificates of modules and algorithms (FIPS 140-3, CAVP)."
            )
        )
        return Page.Section(
            "s4",
            "4. Keys and credentials",
            basis: "App. 2.B (B-18 to B-24), App. 1.C (C-02 to C-04), VI.A (A-28). Machine-readable: Annex C",
            blocks
        )
    }

    private var releaseKeys: Page.Block {
        let keys = SigningKey.all(report.evidence)
        guard !keys.isEmpty else { return .said(.unknown) }
        return .table(
            Page.Table(
                columns: ["Key, SHA-256", "Algorithm", "Kept in", "Can leave it", "Records"],
                rows: keys.map { key in
                    [
                        Line([.code(key.fingerprint)]), Line(key.algorithm.title), Line(key.home),
                        Line(key.isExportable ? "yes" : "no"),
                        Line([.evidence(Array(report.evidence.shorts(key.records).prefix(6)))]),
                    ]
                }
            )
        )
    }

    private func facts(_ exhibits: [Exhibit]) -> [Page.Fact] {
        func fact(_ name: String, _ says: (Exhibit) -> String?) -> Page.Fact {
            var words: [Word] = []
            for exhibit in exhibits {
                guard let text = says(exhibit) else { continue }
                if !words.isEmpty { words.append(.text("; ")) }
                let name = exhibit.name.isEmpty ? "" : exhibit.name + ": "
                words += report.said(name + text, by: [exhibit.id]).words
                if exhibit.record.simulated { words.append(.simulated) }
            }
            return Page.Fact(name, words.isEmpty ? .unknown : Line(words))
        }
        let distinct = report.dossier.exhibits(.fleet)
        return [
            fact("Purpose") { $0["purpose"] },
            fact("Algorithm, size, mode") { $0["algorithm"] },
            fact("Stored where") { $0["storage"] ?? $0["kind"] },
            fact("Value, as a digest") { $0["digest"] ?? $0["key"] },
            fact("Read protection") { exhibit in
                exhibit["readable"].map { $0 == "no" ? "does not read back" : "reads back" }
                    ?? exhibit["extractable"].map { $0 == "no" ? "cannot be taken out" : "can be taken out" }
            },
            fact("Write protection") { exhibit in
                exhibit["locked"].map { $0 == "yes" ? "cannot be changed" : "can still be changed" }
                    ?? (exhibit.aspect == .keySlot ? exhibit["state"] : nil)
            },
            fact("Revoked") { $0["revoked"] },
            fact("Certified by") { $0["issuer"] },
            Page.Fact(
                "Unlike every other unit’s",
                distinct.isEmpty
                    ? .unknown
                    : report.said(distinct.map(\.sentence).joined(separator: "; "), by: distinct.map(\.id))
            ),
        ]
    }

    /// Requirement, control, test, result, evidence: one row a rule.
    var testing: Page.Section {
        var seen: Set<String> = []
        let rows = report.assessment.roles.flatMap(\.items).flatMap(\.answers).compactMap { answer -> [Line]? in
            guard seen.insert(answer.rule).inserted else { return nil }
            let entries = answer.grounds.compactMap { report.evidence[$0.evidence] }
            let raw = Set(entries.compactMap(\.record.rawSHA256)).sorted()
            let tools = Set(entries.map { "\($0.record.collector.tool) \($0.record.collector.version)" }).sorted()
            return [
                Line([.strong(answer.rule), .text(" " + answer.sentence)]),
                tools.isEmpty ? .unknown : Line(tools.joined(separator: ", ")),
                Line([.status(answer.status)]),
                Line(
                    [.evidence(report.evidence.shorts(entries.map(\.id)))]
                        + (raw.isEmpty
                            ? [] : [.text(" raw "), .code(raw.map { String($0.prefix(16)) }.joined(separator: " "))])
                ),
            ]
        }
        return Page.Section(
            "s12",
            "12. Security control testing",
            basis: "V.B.1 (13, 14), V.C (C-08 to C-31)",
            [
                .table(Page.Table(columns: ["Requirement", "Tested with", "Result", "Evidence"], rows: rows)),
                .toWrite(
                    "Here: scope, duration and methods of penetration tests; findings and deferrals (V.C-34 to C-37)."
                ),
            ]
        )
    }

    var risks: Page.Section {
        let lines = report.missing
        return Page.Section(
            "s13",
            "13. Risk and unresolved anomalies",
            basis: "V.A.2, V.A.5",
            (lines.isEmpty
                ? [.notice("Every rule that was asked is met.")]
                : [.heading("Gaps, and what would close each"), .list(lines)])
                + [.toWrite("Here: the safety impact of each gap, and its entry in the risk file.")]
        )
    }

    var labeling: Page.Section {
        let aspects: [Aspect] = [.enforcement, .lifecycle, .debug, .recovery]
        let exhibits = aspects.flatMap { report.dossier.exhibits($0) }
        return Page.Section(
            "s14",
            "14. Extract for the labeling",
            basis: "VI.A (A-07, A-09, A-20, A-23, A-26, A-28)",
            [
                .heading("Configuration as it was read from the unit"),
                exhibits.isEmpty ? .said(.unknown) : .list(exhibits.map(report.line)),
                .toWrite("Here: the end of support, and how keys are wiped when a device is taken out of service."),
            ]
        )
    }

    var management: Page.Section {
        Page.Section(
            "s15",
            "15. Extract for the management plan",
            basis: "VI.B, 524B(b)(1)",
            [.heading("Published breaks that were consulted")] + report.breaks + [
                .toWrite(
                    "Here: who watches advisories on this silicon, what is done when a key is compromised, and how fast patches reach devices."
                )
            ]
        )
    }
}
