/// What came of a search for a path from a certificate to a pinned anchor. A value: an untrusted chain is no error.
public struct ChainVerdict: Sendable {
    /// From the certificate itself to the anchor; empty unless a path holds.
    public var path: [Certificate]
    /// Why paths did not hold; empty if one does.
    public var failures: [ChainFailure]
    /// What had to be looked away from along the path.
    public var leniency: Leniency

    public var holds: Bool { !path.isEmpty && failures.isEmpty }
    /// The anchor at which the path ends.
    public var anchor: Certificate? { holds ? path.last : nil }
}
