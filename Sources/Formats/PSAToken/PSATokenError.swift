/// Why claims are no PSA token.
public struct PSATokenError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nil for a claim that is not known, or claims that are no map.
    public var claim: PSAToken.Claim?
    public var reason: Reason

    public enum Reason: String, Sendable {
        case missing = "is missing"
        /// Another type, length or form than the claim has.
        case badValue = "has a value that it cannot have"
        case unknown = "is not known"
    }

    public init(_ claim: PSAToken.Claim?, _ reason: Reason) {
        self.claim = claim
        self.reason = reason
    }

    public var description: String { (claim.map { "the claim \($0)" } ?? "a claim") + " \(reason.rawValue)" }
}
