import Assessment

/// An attack that a root of trust is bought against, and the answers that say whether this one stands.
struct DefendedAttack {
    var name: String
    var items: [Item]

    static let all = [
        DefendedAttack(name: "Replacing the boot chain", items: [.rootKey, .provisioning, .firstCode, .failure]),
        DefendedAttack(name: "Running an image that nobody signed, or an older one", items: [.provisioning, .failure]),
        DefendedAttack(name: "Changing or adding a verification key", items: [.immutability]),
        DefendedAttack(name: "Reading the root’s secrets by software", items: [.readability]),
        DefendedAttack(name: "Reading or patching over a debug port", items: [.debug]),
        DefendedAttack(name: "Cloning one unit’s identity into others", items: [.sharedKeys]),
        DefendedAttack(name: "Passing a software key store for a root", items: [.softwareKeyStore]),
        DefendedAttack(name: "Passing a counterfeit element for a genuine one", items: [.supplyChain]),
    ]

    /// The worst of what is asked in any role; nil where no role asks.
    func status(_ assessment: Assessment) -> RuleOutcome.Status? { judged(assessment).map(\.status).min() }

    /// What the answers mean for the attack.
    static func words(_ status: RuleOutcome.Status) -> String {
        switch status {
        case .met: "defended"
        case .gap: "not fully defended"
        case .refuted: "not defended"
        case .unknown: status.words
        }
    }

    func judged(_ assessment: Assessment) -> [ItemJudgement] {
        assessment.roles.flatMap(\.items).filter { items.contains($0.item) }
    }
}
