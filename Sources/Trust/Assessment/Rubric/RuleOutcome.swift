public import Model

/// What a rule found in a dossier.
public struct RuleOutcome: Hashable, Sendable {
    public enum Status: String, Sendable, Codable, Comparable {
        case refuted
        case gap
        /// Nothing but documents, claims, simulations, or nothing at all.
        case unknown
        case met

        public static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }
        private var rank: Int {
            switch self {
            case .refuted: 0
            case .gap: 1
            case .unknown: 2
            case .met: 3
            }
        }
    }

    /// One exhibit's part in it.
    public struct Ground: Hashable, Sendable {
        public var exhibit: Exhibit
        public var standing: Standing
    }

    public var rule: String
    public var status: Status
    /// Of the exhibits that decide.
    public var evidenceClass: EvidenceRecord.Class
    public var simulated: Bool
    public var grounds: [Ground]

    /// - Parameter rule: whose sentence it is.
    init(_ rule: Rule, _ dossier: Dossier) {
        self.rule = rule.id
        let grounds = dossier.exhibits(rule.aspect).compactMap { exhibit in
            rule.judge(exhibit, dossier).map { Ground(exhibit: exhibit, standing: $0) }
        }
        func having(_ matches: (Ground) -> Bool) -> [Ground] { grounds.filter(matches) }
        self.grounds = grounds
        // Against it counts what was seen, simulated or not; for it, what was seen on silicon.
        let refuting = having { ground in if case .refuted = ground.standing { ground.exhibit.isProof } else { false } }
        let weakening = having { ground in
            switch ground.standing {
            case .gap: true
            case .refuted: !ground.exhibit.isProof
            case .met: false
            }
        }
        let supporting = having { ground in if case .met = ground.standing { true } else { false } }
        let proving = supporting.filter { $0.exhibit.isProof && !$0.exhibit.record.simulated }
        let deciding: [Ground]
        (status, deciding) =
            !refuting.isEmpty
            ? (.refuted, refuting)
            : !weakening.isEmpty
                ? (.gap, weakening) : !proving.isEmpty ? (.met, proving) : (.unknown, supporting)
        evidenceClass = deciding.map(\.exhibit.record.evidenceClass).max { $0.rank < $1.rank } ?? .missing
        simulated = deciding.contains { $0.exhibit.record.simulated }
    }
}

extension EvidenceRecord.Class {
    /// Rubric, 1: more is stronger. Tests and measurements are equally strong.
    var rank: Int {
        switch self {
        case .attested: 5
        case .tested, .measured: 4
        case .documented: 2
        case .claimed: 1
        case .missing: 0
        }
    }
}
