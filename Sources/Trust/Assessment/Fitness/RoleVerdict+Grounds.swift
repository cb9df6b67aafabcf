extension Assessment.RoleVerdict {
    /// What an item rests on; of a property, what the questions rest on that it follows from.
    public func grounds(_ item: Item) -> [ItemJudgement.Ground] {
        let sources = [item] + Rubric.sources(of: item)
        return items.filter { sources.contains($0.item) }.flatMap(\.answers).flatMap(\.grounds)
    }
}
