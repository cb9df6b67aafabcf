/// How far a comparison of a fleet is.
public struct FleetProgress: Hashable, Sendable {
    public enum Stage: String, Sendable {
        case sameKeys = "same keys"
        case sharedPrimes = "shared primes"
        case generators = "generators"
    }

    /// Called from any thread, never twice at once, at most some hundred times a stage.
    public typealias Callback = @Sendable (FleetProgress) -> Void

    public var stage: Stage
    /// 0 to 1, of the stage; each step of a product counts by its moduli.
    public var fraction: Double
}
