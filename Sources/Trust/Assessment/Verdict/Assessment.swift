public import Model

public import struct Foundation.Date

/// What the evidence about one subject says, role by role. A pure function of the dossier and the profiles.
public struct Assessment: Hashable, Sendable, Codable {
    public struct RoleVerdict: Hashable, Sendable, Codable {
        public var role: Root.Role
        public var verdict: Verdict
        public var reason: String
        public var items: [ItemJudgement]
        /// Each with the rule that it would change.
        public var wouldChange: [String]
    }

    public struct KnownBreak: Hashable, Sendable, Codable {
        public var id: String
        public var text: String
        public var source: String
    }

    public var subject: String
    public var part: String?
    public var revision: String?
    public var serial: String?
    /// Whether anything that it rests on comes from an emulation.
    public var simulated: Bool
    public var roles: [RoleVerdict]
    public var knownBreaks: [KnownBreak]
    public var findings: [Finding]
    public var time: Date

    /// What a hardware root of trust does not promise. Every report prints it.
    public static let nonGuarantees = [
        "that the firmware is free of bugs",
        "protection while the system runs",
        "safety of the supply chain once the signing key is lost",
        "confidentiality by itself",
        "a device that cannot be hacked",
    ]

    public init(_ dossier: Dossier, profiles: [SiliconProfile] = []) {
        subject = dossier.subject
        part = dossier.part?["family"]
        revision = dossier.part?["revision"]
        serial = dossier.part?["serial"] ?? dossier.part?.record.subject.serial
        simulated = dossier.exhibits.contains { $0.record.simulated }
        let profile = dossier.part?["family"].flatMap { family in profiles.first { $0.names(family) } }
        let part = dossier.part
        let breaks =
            profile?.breaks(
                revision: part?["revision"],
                family: part?["family"],
                maker: part?["vendor"],
                firmware: part?["firmware"]
            ) ?? []
        knownBreaks = breaks.filter { $0.fact.mark != .mem }.map {
            KnownBreak(id: $0.id, text: $0.fact.text, source: $0.fact.source)
        }
        findings = dossier.findings
        time = dossier.time
        let hasBreak = !knownBreaks.isEmpty
        roles = Self.roles(dossier, profile).map { role in
            var items = Item.allCases.compactMap { ItemJudgement($0, role, dossier) }
            for property in [Item.immutability, .readProtection, .executionPath] {
                if let judgement = ItemJudgement(property: property, of: items) { items.append(judgement) }
            }
            items.sort { $0.item < $1.item }
            let (verdict, reason) = Verdict.of(items, dossier, isDocumented: profile != nil, hasKnownBreak: hasBreak)
            return RoleVerdict(
                role: role,
                verdict: verdict,
                reason: reason,
                items: items,
                wouldChange: Self.wouldChange(items)
            )
        }
    }

    /// The roles that something was said about.
    private static func roles(_ dossier: Dossier, _ profile: SiliconProfile?) -> [Root.Role] {
        let aspects = Set(dossier.exhibits.map(\.aspect))
        return Root.Role.allCases.filter { role in
            if profile?.roles.contains(role) == true { return true }
            return switch role {
            case .verify:
                !aspects.isDisjoint(with: [.verifyKey, .enforcement, .lifecycle, .failure, .debug, .block])
            case .store, .report: !aspects.isDisjoint(with: [.identity, .keyStore])
            case .update: aspects.contains(.rollback)
            case .recover: aspects.contains(.recovery)
            case .measure: false
            }
        }
    }

    private static func wouldChange(_ items: [ItemJudgement]) -> [String] {
        var lines: [String] = []
        for answer in items.flatMap(\.answers)
        where answer.status != .met && (answer.isRequired || answer.status != .unknown) {
            guard let fill = answer.fill else { continue }
            let isEmulated = answer.status == .unknown && answer.grounds.contains(where: \.simulated)
            lines.append("\(answer.rule): " + (isEmulated ? "the same, shown on silicon" : fill))
        }
        return lines
    }
}
