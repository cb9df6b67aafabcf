/// What one exhibit means for one rule.
public enum Standing: Hashable, Sendable {
    case met(String)
    /// Weaker than it should be.
    case gap(String)
    case refuted(String)

    public var text: String {
        switch self {
        case .met(let text), .gap(let text), .refuted(let text): text
        }
    }
}
