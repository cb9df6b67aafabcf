public import Model

/// One item for one role: its status, and what it rests on.
public struct ItemJudgement: Hashable, Sendable, Codable {
    public struct Ground: Hashable, Sendable, Codable {
        public var text: String
        /// Hexadecimal SHA-256 of the record.
        public var evidence: String
        public var evidenceClass: EvidenceRecord.Class
        public var simulated: Bool
        public var reference: String?
    }

    public struct Answer: Hashable, Sendable, Codable {
        public var rule: String
        public var sentence: String
        public var status: RuleOutcome.Status
        public var isRequired: Bool
        public var grounds: [Ground]
        /// What would show it; nil where it is shown.
        public var fill: String?
    }

    public var item: Item
    public var status: RuleOutcome.Status
    /// The weakest of what is required; ``EvidenceRecord/Class/missing`` where something is.
    public var evidenceClass: EvidenceRecord.Class
    public var simulated: Bool
    public var answers: [Answer]
}

extension ItemJudgement {
    /// Nil where nothing of the item is asked for the role.
    init?(_ item: Item, _ role: Root.Role, _ dossier: Dossier) {
        let rules = Rubric.rules(item, role)
        guard !rules.isEmpty else { return nil }
        let outcomes = rules.map { RuleOutcome($0, dossier) }
        self.item = item
        status = Self.status(zip(rules, outcomes).map { ($0.isRequired, $1.status) })
        let required = zip(rules, outcomes).filter { $0.0.isRequired }.map(\.1)
        evidenceClass =
            required.isEmpty
            ? outcomes.map(\.evidenceClass).max { $0.rank < $1.rank } ?? .missing
            : required.map(\.evidenceClass).min { $0.rank < $1.rank } ?? .missing
        simulated = outcomes.contains(where: \.simulated)
        answers = zip(rules, outcomes).map { rule, outcome in
            Answer(
                rule: rule.id,
                sentence: rule.sentence,
                status: outcome.status,
                isRequired: rule.isRequired,
                grounds: outcome.grounds.map {
                    Ground(
                        text: $0.standing.text,
                        evidence: $0.exhibit.id,
                        evidenceClass: $0.exhibit.record.evidenceClass,
                        simulated: $0.exhibit.record.simulated,
                        reference: $0.exhibit.record.reference
                    )
                },
                fill: outcome.status == .met ? nil : rule.fill
            )
        }
    }

    /// The worst decides; unknown only where something required is.
    private static func status(_ outcomes: [(isRequired: Bool, status: RuleOutcome.Status)]) -> RuleOutcome.Status {
        if outcomes.contains(where: { $0.status == .refuted }) { return .refuted }
        if outcomes.contains(where: { $0.status == .gap }) { return .gap }
        // Where nothing is required, something must have been shown all the same.
        let demanded = outcomes.filter(\.isRequired)
        let counted = demanded.isEmpty ? outcomes : demanded
        let isShown =
            demanded.isEmpty ? counted.contains { $0.status == .met } : counted.allSatisfy { $0.status == .met }
        return isShown ? .met : .unknown
    }

    /// A property follows from questions: the worst of them, and the weakest class.
    init?(property: Item, of judged: [ItemJudgement]) {
        let sources = Rubric.sources(of: property).compactMap { item in judged.first { $0.item == item } }
        guard !sources.isEmpty else { return nil }
        item = property
        var statuses: [RuleOutcome.Status] = []
        var classes: [EvidenceRecord.Class] = []
        for source in sources {
            if property == .immutability, source.item == .readability {
                statuses += source.answers.filter { Rubric.isAboutChange($0.rule) }.map(\.status)
            } else {
                statuses.append(source.status)
                classes.append(source.evidenceClass)
            }
        }
        status = statuses.min() ?? .unknown
        evidenceClass = classes.min { $0.rank < $1.rank } ?? .missing
        simulated = sources.contains(where: \.simulated)
        answers = []
    }

    func isRefuted(_ rules: String...) -> Bool {
        answers.contains { rules.contains($0.rule) && $0.status == .refuted }
    }
}
