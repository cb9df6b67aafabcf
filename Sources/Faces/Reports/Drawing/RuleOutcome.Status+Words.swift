import Assessment

extension RuleOutcome.Status {
    /// As reports print it. Unknown is neither a pass nor a failure: it was not demonstrated.
    var words: String { self == .unknown ? "not demonstrated" : rawValue }

    /// The class that the style sheet colours it by.
    var style: String { rawValue }
}
