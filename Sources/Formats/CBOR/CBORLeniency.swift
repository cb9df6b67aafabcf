/// Deviations from deterministic encoding that real encoders make, each with its name: tolerated only by a caller who
/// names it, and reported beside the result.
public struct CBORLeniency: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The keys of a map are in another order (TF-M's and most devices' attestation tokens).
    public static let unsortedKeys = CBORLeniency(rawValue: 1 << 0)
    /// A head is longer than its number needs.
    public static let longHead = CBORLeniency(rawValue: 1 << 1)

    /// The names of the members.
    public var names: [String] {
        (contains(.unsortedKeys) ? ["unsorted-keys"] : []) + (contains(.longHead) ? ["long-head"] : [])
    }
}
