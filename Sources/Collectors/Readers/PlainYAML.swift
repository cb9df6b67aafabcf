import Model

/// The part of YAML that tools write when they print tables: mappings by indentation, lists of scalars, comments, and
/// scalars in quotes or without. No anchors, tags, flow collections or documents: what has those was written by no such tool,
/// and a reader that expands them can be made to run out of memory.
struct PlainYAML {
    struct Scalar {
        var text: String
        var line: Int
    }

    /// By path; an element of a list has its number for a name.
    private let scalars: [[String]: Scalar]
    /// Every path, in the order of the text; also those that only hold others.
    let paths: [[String]]
    /// Comments before the first line that is none, without their marks.
    let heading: [String]
    private let name: String

    private static let depthLimit = 8

    init(_ octets: [UInt8], name: String) throws {
        self.name = name
        var scalars: [[String]: Scalar] = [:]
        var paths: [[String]] = []
        var seen: Set<[String]> = []
        var heading: [String] = []
        var open: [(indent: Int, key: String)] = []
        var counts: [[String]: Int] = [:]
        for line in try ToolText(octets, name: name).lines {
            var rest = line.text[...]
            let indent = rest.prefix { $0 == " " }.count
            rest = rest.dropFirst(indent)
            if rest.allSatisfy(\.isWhitespace) { continue }
            if rest.hasPrefix("#") {
                if paths.isEmpty { heading.append(String(rest.drop { $0 == "#" }).trimmed) }
                continue
            }
            var place = indent
            while let last = open.last, last.indent >= place { open.removeLast() }
            if rest == "-" || rest.hasPrefix("- ") {
                let list = open.map(\.key)
                let number = counts[list, default: 0]
                counts[list] = number + 1
                open.append((place, String(number)))
                rest = rest.dropFirst()
                place += 1 + rest.prefix { $0 == " " }.count
                rest = rest.drop { $0 == " " }
            }
            if let (key, value) = Self.pair(rest) {
                open.append((place, key))
                rest = value
            } else if open.last?.indent != indent || place == indent {
                throw ToolText.error("'KEY: VALUE' or '- VALUE' was expected", line, name)
            }
            let path = open.map(\.key)
            guard path.count <= Self.depthLimit else { throw ToolText.error("nested too deep", line, name) }
            guard seen.insert(path).inserted else {
                throw ToolText.error("'\(path.joined(separator: ".").prefix(80))' is there twice", line, name)
            }
            paths.append(path)
            if !rest.isEmpty { scalars[path] = Scalar(text: try Self.scalar(rest, line, name), line: line.number) }
        }
        self.scalars = scalars
        self.paths = paths
        self.heading = heading
    }

    /// "KEY: VALUE" and "KEY:"; a key may have blanks, and colons that no blank follows.
    private static func pair(_ text: Substring) -> (String, Substring)? {
        if text.hasPrefix("'") || text.hasPrefix("\"") { return nil }
        var index = text.startIndex
        while let colon = text[index...].firstIndex(of: ":") {
            let next = text.index(after: colon)
            if next == text.endIndex || text[next] == " " {
                let key = text[..<colon].trimmed
                return key.isEmpty ? nil : (key, text[next...].drop { $0 == " " })
            }
            index = next
        }
        return nil
    }

    private static func scalar(_ text: Substring, _ line: ToolText.Line, _ name: String) throws -> String {
        guard let first = text.first, first == "'" || first == "\"" else {
            let plain = text.firstRange(of: " #").map { text[..<$0.lowerBound] } ?? text
            guard let first = plain.first, !"&*!|>{%@`".contains(first) else {
                throw ToolText.error("a plain value was expected", line, name)
            }
            return plain.trimmed
        }
        let trimmed = text.trimmed
        guard trimmed.count >= 2, trimmed.last == first else {
            throw ToolText.error("the quotation does not end", line, name)
        }
        return String(trimmed.dropFirst().dropLast())
    }

    subscript(_ path: String...) -> String? { scalars[path]?.text }
    func scalar(_ path: [String]) -> Scalar? { scalars[path] }

    /// The keys directly under a path, in their order.
    func keys(_ path: String...) -> [String] {
        paths.filter { $0.count == path.count + 1 && $0.starts(with: path) }.compactMap(\.last)
    }

    func error(_ reason: String, at path: [String], hint: String? = nil) -> BedplateError {
        BedplateError(
            .malformed,
            reason,
            hint: hint,
            location: "\(name): " + (scalars[path].map { "line \($0.line)" } ?? path.joined(separator: "."))
        )
    }
}
