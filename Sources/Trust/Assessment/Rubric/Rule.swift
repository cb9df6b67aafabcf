public import Model

/// One thing that an item demands, and how evidence of one aspect answers it.
public struct Rule: Sendable {
    /// Stable: "Q1.key-in-silicon".
    public var id: String
    public var item: Item
    public var aspect: Aspect
    /// What must hold, as a sentence.
    public var sentence: String
    /// What would show it, where nothing does.
    public var fill: String
    /// Whether the item is met only if this is. The others can only weaken or refute it.
    public var isRequired: Bool
    /// For which roles of a root it is asked.
    public var roles: Set<Root.Role>
    /// What an exhibit of the aspect means; nil if nothing.
    var judge: @Sendable (Exhibit, Dossier) -> Standing?
}
