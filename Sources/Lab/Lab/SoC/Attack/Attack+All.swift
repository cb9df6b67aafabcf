extension Attack {
    /// The catalogue: the one table that the command, the tests and Documentation/attacks.md are made of.
    public static let all: [Attack] = images + boots + fuses + secrets + world + debugging
}
