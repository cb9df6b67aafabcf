import Assessment

extension SiliconProfile.Fact {
    /// Seen in what a tool printed.
    static func ran(_ text: String, _ source: String) -> Self { Self(text, source: source, .ran) }

    /// Read in a document.
    static func seen(_ text: String, _ source: String) -> Self { Self(text, source: source, .seen) }

    /// From memory: to be looked up, and never printed as a fact.
    static func mem(_ text: String) -> Self { Self(text, source: Self.memory, .mem) }

    static let memory = "from memory"
}

extension SiliconProfile.Reading {
    static func ran(_ command: String, _ reader: String?, _ source: String) -> Self {
        Self(command, reader: reader, source: source, .ran)
    }

    static func seen(_ command: String, _ reader: String?, _ source: String) -> Self {
        Self(command, reader: reader, source: source, .seen)
    }

    static func mem(_ command: String, _ reader: String?) -> Self {
        Self(command, reader: reader, source: SiliconProfile.Fact.memory, .mem)
    }
}
