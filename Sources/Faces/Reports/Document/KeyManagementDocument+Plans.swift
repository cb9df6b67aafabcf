import Assessment
import Model

/// A section that prints what is known of some aspects, how the rubric judges them, and what a person adds.
struct SectionPlan {
    var number: Int
    var title: String
    /// Paragraphs of the guidance, by section and transcription id.
    var basis: String
    var aspects: [Aspect]
    var items: [Item]
    var human: String?
}

extension KeyManagementDocument {
    static let plans = [
        SectionPlan(
            number: 5,
            title: "Prevention of cross-device compromise",
            basis: "App. 1.C (C-06 to C-09), V.B.2(b) Multi-Patient Harm View",
            aspects: [.fleet],
            items: [.sharedKeys],
            human: "the consequence of one compromised unit for the others, and how it is contained."
        ),
        SectionPlan(
            number: 6,
            title: "Secure boot and code integrity",
            basis: "App. 1.D (D-02 to D-09)",
            aspects: [.enforcement, .firstCode, .verifyKey, .failure, .writeAttempt],
            items: [.firstCode, .provisioning, .failure],
            human: "the list of stages after the first, who verifies each, and with which key."
        ),
        SectionPlan(
            number: 7,
            title: "Update and protection against rollback",
            basis:
                "App. 1.D (D-06 to D-08), App. 1.C (C-11, C-12), App. 1.H, V.B.2(c) Updateability and Patchability View",
            aspects: [.rollback, .recovery],
            items: [.failure],
            human:
                "the path of an update from end to end, who may sign (devices, quorum), and the policy on downgrades."
        ),
        SectionPlan(
            number: 8,
            title: "Test and debug interfaces",
            basis: "App. 1.D (D-10), App. 2.B (B-11, B-14), V.C (C-19)",
            aspects: [.debug, .readAttempt],
            items: [.debug],
            human: "how a returned unit is opened, by whom, and with which keys."
        ),
        SectionPlan(
            number: 9,
            title: "Manufacturing provisioning and supply chain",
            basis: "V.B (V.B-11), App. 2.B (B-24, B-25)",
            aspects: [.provisioning, .lifecycle, .identity],
            items: [.provisioning, .supplyChain],
            human: "the station, how keys are brought in, what happens to units that fail, and their number."
        ),
        SectionPlan(
            number: 10,
            title: "Attestation and event logging",
            basis: "App. 1.A (A-15), App. 1.F (F-04 to F-08)",
            aspects: [.identity],
            items: [.rootKey],
            human:
                "who verifies the device’s evidence, where logs are kept, and how they are secured for an investigation."
        ),
        SectionPlan(
            number: 11,
            title: "Resilience and recovery",
            basis: "App. 1.G (G-02, G-03); NIST SP 800-193 in Annex D",
            aspects: [.recovery, .hardening],
            items: [.failure, .executionPath],
            human: "how the device returns to its trusted default configuration, and what it does until then."
        ),
    ]

    func section(_ plan: SectionPlan) -> Page.Section {
        var blocks: [Page.Block] = []
        let exhibits = plan.aspects.flatMap { report.dossier.exhibits($0) }
        if exhibits.isEmpty {
            blocks.append(.said(.unknown))
        } else {
            blocks.append(.list(exhibits.map(report.line)))
        }
        blocks += judged(plan.items)
        blocks += statements(plan.items)
        if let human = plan.human { blocks.append(.toWrite("Here: " + human)) }
        return Page.Section("s\(plan.number)", "\(plan.number). \(plan.title)", basis: plan.basis, blocks)
    }

    /// What was said of these items without proof, and that it was only said.
    func statements(_ items: [Item]) -> [Page.Block] {
        let names = Set(items.map(\.rawValue))
        let claims = report.dossier.exhibits(.claim).filter { $0["item"].map(names.contains) ?? false }
        return claims.isEmpty ? [] : [.heading("Stated, and not proven"), .list(claims.map(report.line))]
    }

    /// How the rubric answers these. A rule that several roles ask has one answer, as it rests on the same records.
    func judged(_ items: [Item]) -> [Page.Block] {
        var roles: [String: [String]] = [:]
        var answers: [ItemJudgement.Answer] = []
        for role in report.assessment.roles {
            for answer in role.items.filter({ items.contains($0.item) }).flatMap(\.answers) {
                if roles[answer.rule] == nil { answers.append(answer) }
                roles[answer.rule, default: []].append(role.role.rawValue)
            }
        }
        guard !answers.isEmpty else { return [] }
        let rows = answers.map { answer in
            [
                Line([.strong(answer.rule)]), Line(answer.sentence),
                Line((roles[answer.rule] ?? []).joined(separator: ", ")), Line([.status(answer.status)]),
                Line([.evidence(report.evidence.shorts(answer.grounds.map(\.evidence)))]),
            ]
        }
        return [.table(Page.Table(columns: ["Rule", "Asked", "Of the role", "Answer", "Records"], rows: rows))]
    }
}
