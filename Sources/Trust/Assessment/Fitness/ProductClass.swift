/// What is at stake with a product, and so who is expected to attack it.
public enum ProductClass: String, Sendable, Codable, CaseIterable {
    case lowValue = "low-value"
    case critical
    case highStakes = "high-stakes"

    public var attacker: AttackerModel {
        switch self {
        case .lowValue: .software
        case .critical: .board
        case .highStakes: .laboratory
        }
    }

    /// What is at stake.
    public var text: String {
        switch self {
        case .lowValue: "a failure costs one cheap unit, and harms nobody"
        case .critical: "a failure harms a person, an operation, or many units at once"
        case .highStakes: "an attacker gains enough from one unit to pay for a laboratory"
        }
    }
}
