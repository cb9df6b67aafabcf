extension Finding.Code {
    /// The root is an emulation: what it says is labelled, and never raises a verdict by itself.
    public static let rootSimulated = Self("root.simulated")
}
