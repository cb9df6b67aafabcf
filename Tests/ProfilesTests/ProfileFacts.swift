import Assessment

extension SiliconProfile {
    /// The facts about the part itself, in the order that a reader wants them.
    var aspects: [(name: String, fact: Fact)] {
        [
            ("verification key", verifyKey), ("secrets", secrets), ("provisioning", provisioning),
            ("first code", firstCode), ("on failure", failure), ("debug", debug),
        ].compactMap { name, fact in fact.map { (name, $0) } }
    }

    /// Everything that is said of the part, commands too.
    var facts: [Fact] {
        aspects.map(\.fact) + proves + refutes + breaks.map(\.fact)
            + readings.map { Fact($0.command, source: $0.source, $0.mark) }
    }
}
