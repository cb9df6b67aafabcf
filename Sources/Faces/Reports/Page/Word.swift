import Assessment
import Model

/// A piece of a line: what renderers must tell apart.
enum Word: Hashable, Sendable {
    case text(String)
    case strong(String)
    /// An identifier, a digest, a command.
    case code(String)
    case status(RuleOutcome.Status)
    /// A status in words that fit what is asked.
    case standing(String, RuleOutcome.Status)
    case strength(EvidenceRecord.Class)
    case outcome(Fitness.Outcome)
    /// Short names of records.
    case evidence([String])
    /// Where references to a record of this short name lead.
    case anchor(String)
    /// "not demonstrated"
    case unknown
    case simulated
}

/// Words on one line, in a cell, or in a point of a list.
struct Line: Hashable, Sendable {
    var words: [Word]

    init(_ words: [Word]) { self.words = words }
    init(_ text: String) { words = [.text(text)] }

    /// What is said of the device rests on evidence: with none it is not said.
    static func said(_ text: String, by evidence: [String], class strength: EvidenceRecord.Class? = nil) -> Line {
        guard !evidence.isEmpty else { return Line([.unknown]) }
        return Line([.text(text)] + (strength.map { [.strength($0)] } ?? []) + [.evidence(evidence)])
    }

    static let unknown = Line([.unknown])
}
