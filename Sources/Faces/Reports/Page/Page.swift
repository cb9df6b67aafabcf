import Assessment
import Model

/// A report as its reader meets it, before it is HTML or Markdown.
struct Page: Sendable {
    struct Fact: Sendable {
        var name: String
        var line: Line
        init(_ name: String, _ line: Line) {
            self.name = name
            self.line = line
        }
    }

    struct Section: Sendable {
        var anchor: String
        var title: String
        /// What the guidance calls this: small, beneath the title.
        var basis: String?
        var blocks: [Block]

        init(_ anchor: String, _ title: String, basis: String? = nil, _ blocks: [Block]) {
            self.anchor = anchor
            self.title = title
            self.basis = basis
            self.blocks = blocks
        }
    }

    struct Table: Sendable {
        var columns: [String]
        var rows: [[Line]]
    }

    /// A line, and what it rests on beneath it.
    struct Point: Sendable {
        var line: Line
        var beneath: [Line]
    }

    struct Card: Sendable {
        var role: String
        var verdict: Verdict
        var reason: String
        var evidence: [String]
    }

    enum Block: Sendable {
        /// Of the device: rests on evidence, or is "not demonstrated".
        case said(Line)
        /// About the document and how to read it; says nothing of the device.
        case notice(String)
        /// What a person must write and sign.
        case toWrite(String)
        case heading(String)
        case list([Line])
        case points([Point])
        case facts([Fact])
        case table(Table)
        case figures([Figure])
        case cards([Card])
    }

    var kind: String
    var title: String
    var facts: [Fact]
    var isSimulated: Bool
    var hasContents: Bool
    var sections: [Section]

    static let watermark = "SIMULATED"
    static let simulatedNotice =
        "Some of the evidence comes from an emulation. It proves the flow, and nothing about a device."
}
