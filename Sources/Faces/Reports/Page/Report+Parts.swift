import Assessment
import Foundation
import Model

/// What both pages share.
extension Report {
    static func text(_ date: Date) -> String {
        date.formatted(.iso8601)
    }

    func said(_ text: String, by ids: some Sequence<String>, class strength: EvidenceRecord.Class? = nil) -> Line {
        .said(text, by: evidence.shorts(ids), class: strength)
    }

    /// An exhibit as a sentence with its class and record.
    func line(_ exhibit: Exhibit) -> Line {
        var line = said(exhibit.sentence, by: [exhibit.id], class: exhibit.record.evidenceClass)
        if exhibit.record.simulated { line.words.insert(.simulated, at: line.words.count - 1) }
        if let reference = exhibit.record.reference { line.words.insert(.text(" [\(reference)]"), at: 1) }
        return line
    }

    var identity: [Page.Fact] {
        let part = dossier.part
        func fact(_ name: String, _ value: String?) -> Page.Fact {
            Page.Fact(name, value.map { said($0, by: part.map { [$0.id] } ?? []) } ?? .unknown)
        }
        return [
            Page.Fact("Device, as the caller names it", Line(assessment.subject)),
            fact("Part", assessment.part), fact("Revision of the silicon", assessment.revision),
            fact("Serial number", assessment.serial), fact("Firmware", part?["firmware"]),
            Page.Fact(
                "Newest record",
                Line(evidence.entries.isEmpty ? "none" : Self.text(assessment.time))
            ),
            Page.Fact("Records", Line("\(evidence.entries.count)")),
        ]
    }

    var cards: Page.Block {
        .cards(
            assessment.roles.map { role in
                Page.Card(
                    role: role.role.rawValue,
                    verdict: role.verdict,
                    reason: role.reason,
                    evidence: evidence.shorts(deciding(role))
                )
            }
        )
    }

    /// The records that the verdict's reason names; where it names none, those that are against it.
    private func deciding(_ role: Assessment.RoleVerdict) -> [String] {
        let answers = role.items.flatMap(\.answers)
        if let named = answers.first(where: { role.reason.hasPrefix($0.rule + ": ") }) {
            return named.grounds.map(\.evidence)
        }
        if role.verdict == .claimOnly, assessment.simulated {
            return Array(evidence.entries.filter(\.record.simulated).map(\.id).prefix(6))
        }
        let wanted: RuleOutcome.Status = role.verdict == .genuine ? .met : .refuted
        let open = answers.filter { $0.status == wanted || ($0.status == .gap && wanted == .refuted) }
        return Array(Set(open.flatMap(\.grounds).map(\.evidence)).sorted().prefix(6))
    }

    var figures: Page.Block {
        let chains = assessment.roles.compactMap { ChainFigure($0, self)?.figure }
        return .figures(chains.prefix(2) + (BoundaryFigure(self).map { [$0.figure] } ?? []))
    }

    /// What is asked and not shown, with the command that would show it. Each once.
    var missing: [Line] {
        var seen: Set<String> = []
        var lines: [Line] = []
        for role in assessment.roles {
            for answer in role.items.flatMap(\.answers) {
                guard answer.status != .met, answer.isRequired || answer.status != .unknown, let fill = answer.fill,
                    seen.insert(answer.rule).inserted
                else { continue }
                lines.append(
                    Line(
                        [
                            .strong(answer.rule), .text(" " + answer.sentence), .status(answer.status), .text(" "),
                            .code(fill),
                        ]
                            + [.evidence(evidence.shorts(answer.grounds.map(\.evidence)))]
                    )
                )
            }
        }
        return lines
    }

    var attacks: Page.Block {
        .table(
            Page.Table(
                columns: ["Attack", "Defended", "Rests on"],
                rows: DefendedAttack.all.compactMap { attack in
                    guard let status = attack.status(assessment) else { return nil }
                    let judged = attack.judged(assessment)
                    let ids = assessment.roles.flatMap { role in attack.items.flatMap(role.grounds) }.map(\.evidence)
                    return [
                        Line(attack.name), Line([.standing(DefendedAttack.words(status), status)]),
                        Line(
                            [.text(Array(Set(judged.map(\.item))).sorted().map(\.rawValue).joined(separator: ", "))]
                                + [.evidence(evidence.shorts(ids))]
                        ),
                    ]
                }
            )
        )
    }

    var guarantees: [Page.Block] {
        [
            .notice("No hardware root of trust promises the following; no evidence here is about them."),
            .list(Assessment.nonGuarantees.map { Line($0) }),
        ]
    }

    var breaks: [Page.Block] {
        guard let part = dossier.part else { return [.said(.unknown)] }
        guard profile != nil else {
            return [
                .said(.unknown), .notice("No profile names this part, so no list of published breaks was consulted."),
            ]
        }
        guard !assessment.knownBreaks.isEmpty else {
            return [.said(said("No break that is listed in the part’s profile concerns this unit", by: [part.id]))]
        }
        return [
            .list(
                assessment.knownBreaks.map { entry in
                    Line([
                        .strong(entry.id), .text(" \(entry.text) [\(entry.source)]"),
                        .evidence(evidence.shorts([part.id])),
                    ])
                }
            )
        ]
    }

    var fitnessBlocks: [Page.Block] {
        guard let fitness else { return [] }
        return [
            .facts([
                Page.Fact("Product", Line("\(fitness.product.rawValue): \(fitness.product.text)")),
                Page.Fact("Attacker", Line("\(fitness.attacker.rawValue): \(fitness.attacker.text)")),
                Page.Fact("This root is", Line([.outcome(fitness.outcome)])),
            ]),
            .table(
                Page.Table(
                    columns: ["Needed", "Against", "Shown", "What would show it"],
                    rows: fitness.answers.map { answer in
                        [
                            Line([.strong(answer.demand), .text(" " + answer.sentence)]),
                            Line(
                                answer.attacker.rawValue
                                    + (answer.attacker > fitness.attacker ? " (beyond this product)" : "")
                            ),
                            Line(
                                [answer.isMet ? .status(.met) : .text("no: "), .text(" " + answer.reason)]
                                    + [.evidence(evidence.shorts(answer.evidence.prefix(4)))]
                            ),
                            answer.fill.map { Line([.code($0)]) } ?? Line(""),
                        ]
                    }
                )
            ),
        ]
    }

    var putAside: [Page.Block] {
        guard !assessment.findings.isEmpty else {
            return [
                .notice("No record was put aside: none is foreign, expired, tampered with, malformed or contradictory.")
            ]
        }
        return [
            .list(
                assessment.findings.map { finding in
                    var words: [Word] = [.code(finding.code.rawValue), .text(" " + finding.claim)]
                    if let place = finding.location {
                        words.append(evidence[place].map { .evidence([$0.short]) } ?? .text(" (\(place))"))
                    }
                    return Line(words)
                }
            )
        ]
    }

    var evidenceTable: Page.Block {
        .table(
            Page.Table(
                columns: ["Record", "What", "Class", "Collected by", "When"],
                rows: evidence.entries.map { entry in
                    let record = entry.record
                    let settings = record.collector.settings.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
                    var what: [Word] = [.text(entry.words)]
                    if record.simulated { what.append(.simulated) }
                    what += [.text(" Record: SHA-256 "), .code(entry.id)]
                    if let raw = record.rawSHA256 { what += [.text(" Raw octets: SHA-256 "), .code(raw)] }
                    if let reference = record.reference { what.append(.text(" [\(reference)]")) }
                    return [
                        Line([.anchor(entry.short), .code(entry.short)]), Line(what),
                        Line([.strength(record.evidenceClass)]),
                        Line("\(record.collector.tool) \(record.collector.version)\(settings.joined())"),
                        Line(Self.text(record.collectedAt)),
                    ]
                }
            )
        )
    }
}
