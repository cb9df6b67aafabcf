public import Model

/// Every rule, in one table: the assessment runs it, and Documentation/rubric.md is made of it.
public enum Rubric {
    public static let rules: [Rule] = [rootKey, readability, provisioning, firstCode, failure, debug, pitfalls].flatMap
    { $0 }

    public static func rules(_ item: Item, _ role: Root.Role) -> [Rule] {
        rules.filter { $0.item == item && $0.roles.contains(role) }
    }

    /// From what the three properties follow.
    public static func sources(of property: Item) -> [Item] {
        switch property {
        case .immutability: [.rootKey, .readability, .provisioning]
        case .readProtection: [.readability, .debug]
        case .executionPath: [.firstCode, .failure]
        default: []
        }
    }

    /// Whether a rule is about what must not change, and counts for the first property; readability as such does not.
    static func isAboutChange(_ rule: String) -> Bool { rule == "Q2.key-locked" || rule == "Q2.slots-closed" }

    static let verifying: Set<Root.Role> = [.verify]
    static let holding: Set<Root.Role> = [.store, .report]

    static func rule(
        _ id: String,
        _ item: Item,
        _ aspect: Aspect,
        roles: Set<Root.Role> = verifying,
        isRequired: Bool = false,
        _ sentence: String,
        fill: String,
        _ judge: @escaping @Sendable (Exhibit, Dossier) -> Standing?
    ) -> Rule {
        Rule(
            id: id,
            item: item,
            aspect: aspect,
            sentence: sentence,
            fill: fill,
            isRequired: isRequired,
            roles: roles,
            judge: judge
        )
    }
}
