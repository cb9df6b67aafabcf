public import Assessment
public import Model

/// What changed between two assessments of the same subject, and why a verdict moved.
public struct AssessmentDifference: Hashable, Sendable, Codable {
    public struct Change<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
        public var before: Value?
        public var after: Value?
    }

    /// A rule whose answer, or whose grounds, are others now.
    public struct RuleChange: Hashable, Sendable, Codable {
        public var role: Root.Role
        public var rule: String
        public var sentence: String
        /// Nil where the rule was not asked.
        public var status: Change<RuleOutcome.Status>
        /// What speaks now and did not.
        public var newGrounds: [ItemJudgement.Ground]
        /// What spoke and does no more.
        public var goneGrounds: [ItemJudgement.Ground]

        public var movesStatus: Bool { status.before != status.after }
    }

    public struct RoleChange: Hashable, Sendable, Codable {
        public var role: Root.Role
        public var verdict: Change<Verdict>
        public var reason: Change<String>
        /// The rules that moved the verdict: those of the roles' items whose status moved.
        public var because: [String]
    }

    /// Part, revision, serial number, subject: what was assessed.
    public var identity: [String: Change<String>]
    public var simulated: Change<Bool>?
    public var roles: [RoleChange]
    public var items: [ItemChange]
    public var rules: [RuleChange]
    public var newBreaks: [Assessment.KnownBreak]
    public var goneBreaks: [Assessment.KnownBreak]
    public var newFindings: [Finding]
    public var goneFindings: [Finding]

    public struct ItemChange: Hashable, Sendable, Codable {
        public var role: Root.Role
        public var item: Item
        public var status: Change<RuleOutcome.Status>
    }

    public var isEmpty: Bool {
        identity.isEmpty && simulated == nil && roles.isEmpty && items.isEmpty && rules.isEmpty && newBreaks.isEmpty
            && goneBreaks.isEmpty && newFindings.isEmpty && goneFindings.isEmpty
    }

    /// Whether any verdict is another now.
    public var movesVerdict: Bool { roles.contains { $0.verdict.before != $0.verdict.after } }

    public init(from before: Assessment, to after: Assessment) {
        identity = [:]
        for (name, old, new) in [
            ("subject", before.subject, after.subject), ("part", before.part, after.part),
            ("revision", before.revision, after.revision), ("serial", before.serial, after.serial),
        ] as [(String, String?, String?)] where old != new {
            identity[name] = Change(before: old, after: new)
        }
        simulated =
            before.simulated == after.simulated ? nil : Change(before: before.simulated, after: after.simulated)
        let rules = Self.rules(before, after)
        let items = Self.items(before, after)
        self.rules = rules
        self.items = items
        roles = Root.Role.allCases.compactMap { role in
            let old = before.roles.first { $0.role == role }
            let new = after.roles.first { $0.role == role }
            guard old?.verdict != new?.verdict || old?.reason != new?.reason else { return nil }
            return RoleChange(
                role: role,
                verdict: Change(before: old?.verdict, after: new?.verdict),
                reason: Change(before: old?.reason, after: new?.reason),
                because: rules.filter { $0.role == role && $0.movesStatus }.map(\.rule)
            )
        }
        newBreaks = after.knownBreaks.filter { !before.knownBreaks.contains($0) }
        goneBreaks = before.knownBreaks.filter { !after.knownBreaks.contains($0) }
        newFindings = after.findings.filter { !before.findings.contains($0) }
        goneFindings = before.findings.filter { !after.findings.contains($0) }
    }

    private static func items(_ before: Assessment, _ after: Assessment) -> [ItemChange] {
        Root.Role.allCases.flatMap { role in
            Item.allCases.compactMap { item in
                func status(_ assessment: Assessment) -> RuleOutcome.Status? {
                    assessment.roles.first { $0.role == role }?.items.first { $0.item == item }?.status
                }
                let change = Change(before: status(before), after: status(after))
                return change.before == change.after ? nil : ItemChange(role: role, item: item, status: change)
            }
        }
    }

    private static func rules(_ before: Assessment, _ after: Assessment) -> [RuleChange] {
        Root.Role.allCases.flatMap { role in
            Rubric.rules.compactMap { rule in
                func answer(_ assessment: Assessment) -> ItemJudgement.Answer? {
                    assessment.roles.first { $0.role == role }?.items.flatMap(\.answers).first { $0.rule == rule.id }
                }
                let (old, new) = (answer(before), answer(after))
                // A record that was made anew says the same in other octets: compared is what is said, of what, how strongly.
                struct Said: Hashable {
                    var text: String
                    var strength: EvidenceRecord.Class
                    var isSimulated: Bool
                    init(_ ground: ItemJudgement.Ground) {
                        text = ground.text
                        strength = ground.evidenceClass
                        isSimulated = ground.simulated
                    }
                }
                func difference(
                    _ answer: ItemJudgement.Answer?,
                    without other: ItemJudgement.Answer?
                ) -> [ItemJudgement.Ground] {
                    let known = Set((other?.grounds ?? []).map(Said.init))
                    return (answer?.grounds ?? []).filter { !known.contains(Said($0)) }
                }
                let change = RuleChange(
                    role: role,
                    rule: rule.id,
                    sentence: rule.sentence,
                    status: Change(before: old?.status, after: new?.status),
                    newGrounds: difference(new, without: old),
                    goneGrounds: difference(old, without: new)
                )
                let isSame = !change.movesStatus && change.newGrounds.isEmpty && change.goneGrounds.isEmpty
                return isSame ? nil : change
            }
        }
    }
}
