import Model

/// Whether a root is what a product needs: for a class of product and its attacker.
public struct Fitness: Hashable, Sendable, Codable {
    public enum Outcome: String, Sendable, Codable {
        /// Something that this attacker defeats is missing.
        case notEnough = "not enough"
        /// What this attacker asks for is there, and not all that the next would.
        case baseline
        /// What the next stronger attacker asks for is there too.
        case moreThanNeeded = "more than needed"
    }

    public struct Answer: Hashable, Sendable, Codable {
        public var demand: String
        public var attacker: AttackerModel
        public var sentence: String
        public var isMet: Bool
        /// Why not; what it rests on.
        public var reason: String
        /// Hexadecimal SHA-256 of the records that it rests on.
        public var evidence: [String]
        /// The command that would show it; nil where it is shown.
        public var fill: String?
    }

    public var product: ProductClass
    public var attacker: AttackerModel
    public var outcome: Outcome
    /// Every demand, also those of stronger attackers.
    public var answers: [Answer]

    /// What is missing against this product's attacker.
    public var missing: [Answer] { answers.filter { !$0.isMet && $0.attacker <= attacker } }

    public init(_ product: ProductClass, _ assessment: Assessment, _ dossier: Dossier) {
        self.product = product
        let attacker = product.attacker
        self.attacker = attacker
        answers = Demand.all.map { Answer($0, assessment, dossier) }
        let unmet = answers.filter { !$0.isMet }
        let next = AttackerModel.allCases.first { $0 > attacker }
        outcome =
            unmet.contains { $0.attacker <= attacker }
            ? .notEnough
            : next.map { next in !unmet.contains { $0.attacker <= next } } ?? false ? .moreThanNeeded : .baseline
    }
}

extension Fitness.Answer {
    init(_ demand: Demand, _ assessment: Assessment, _ dossier: Dossier) {
        let (isMet, reason, evidence) = Self.judge(demand.basis, assessment, dossier)
        self.init(
            demand: demand.id,
            attacker: demand.attacker,
            sentence: demand.sentence,
            isMet: isMet,
            reason: reason,
            evidence: evidence,
            fill: isMet ? nil : demand.fill
        )
    }

    private static func judge(
        _ basis: Demand.Basis,
        _ assessment: Assessment,
        _ dossier: Dossier
    ) -> (Bool, String, [String]) {
        switch basis {
        case .rules(let rules): return rules.isEmpty ? (false, "", []) : judge(rules: rules, assessment)
        case .items(let items): return judge(items: items, assessment)
        case .detector:
            let found = dossier.exhibits(.hardening).filter {
                $0.name != Demand.sideChannels && $0.name != Demand.tamperPackaging
            }
            let off = found.filter { $0["state"] == "off" }
            guard off.isEmpty else {
                return (false, off.map { "\($0.words): off" }.joined(separator: "; "), off.map(\.id))
            }
            return decide(found.filter { $0.isProof && !$0.record.simulated })
        case .evaluated(let name):
            let found = dossier.exhibits(.hardening).filter { $0.name == name && $0["state"] == "on" }
            return decide(
                found.filter {
                    !$0.record.simulated
                        && ($0.isProof || ($0.record.evidenceClass == .documented && $0.record.reference != nil))
                }
            )
        case .noKnownBreak:
            guard let part = dossier.part, part.isProof, !part.record.simulated else {
                return (false, "which part it is, is not demonstrated", [])
            }
            let breaks = assessment.knownBreaks.map { "\($0.id): \($0.text)" }.joined(separator: "; ")
            return (breaks.isEmpty, breaks.isEmpty ? part.words : breaks, [part.id])
        }
    }

    private static func decide(_ found: [Exhibit]) -> (Bool, String, [String]) {
        found.isEmpty
            ? (false, "not demonstrated", []) : (true, found.map(\.words).joined(separator: "; "), found.map(\.id))
    }

    private static func judge(rules: [String], _ assessment: Assessment) -> (Bool, String, [String]) {
        let answers = assessment.roles.flatMap(\.items).flatMap(\.answers).filter { rules.contains($0.rule) }
        let open =
            rules.filter { rule in !answers.contains { $0.rule == rule && $0.status == .met } }
            + answers.filter { $0.status == .refuted || $0.status == .gap }.map(\.rule)
        let words = Set(open).sorted().map { rule in
            "\(rule) \(answers.first { $0.rule == rule }.map { $0.status == .unknown ? "not demonstrated" : $0.status.rawValue } ?? "not demonstrated")"
        }
        return (
            open.isEmpty, open.isEmpty ? rules.joined(separator: ", ") + " met" : words.joined(separator: ", "),
            evidence(answers.flatMap(\.grounds))
        )
    }

    /// Every item, in every role that asks it; in one at the least.
    private static func judge(items: [Item], _ assessment: Assessment) -> (Bool, String, [String]) {
        let asked = assessment.roles.flatMap(\.items).filter { items.contains($0.item) }
        let open = asked.filter { $0.status != .met }
        var words: [String] = []
        for item in open {
            let word = "\(item.item.rawValue) \(item.status == .unknown ? "not demonstrated" : item.status.rawValue)"
            if !words.contains(word) { words.append(word) }
        }
        // A root without a key store has none to vouch for. Anything else that no role asks is not demonstrated.
        if asked.isEmpty, Set(items).isSubset(of: [.softwareKeyStore, .supplyChain]) {
            return (true, "no role of this root keeps identities", [])
        }
        words += items.filter { item in !asked.contains { $0.item == item } }.map { "\($0.rawValue) not demonstrated" }
        let met = items.map(\.rawValue).joined(separator: ", ") + " met"
        let grounds = assessment.roles.flatMap { role in items.flatMap(role.grounds) }
        return (words.isEmpty, words.isEmpty ? met : words.joined(separator: ", "), evidence(grounds))
    }

    private static func evidence(_ grounds: [ItemJudgement.Ground]) -> [String] {
        Set(grounds.map(\.evidence)).sorted()
    }
}
