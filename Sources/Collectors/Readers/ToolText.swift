import Model

/// A tool's output as lines, with their numbers; octets that are no text are refused with their place.
struct ToolText {
    struct Line {
        var number: Int
        var text: Substring
    }

    let lines: [Line]
    private let name: String

    /// Octets and lines of one input; a console log may be long.
    private static let sizeLimit = 4 << 20
    private static let lineLimit = 100_000

    init(_ octets: [UInt8], name: String) throws {
        guard octets.count <= Self.sizeLimit else {
            throw BedplateError(.malformed, "the text has more than \(Self.sizeLimit) octets", location: name)
        }
        guard let text = String(validating: octets, as: UTF8.self) else {
            throw BedplateError(.malformed, "the input is not UTF-8", location: name)
        }
        let parts = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        guard parts.count <= Self.lineLimit else {
            throw BedplateError(.malformed, "the input has more than \(Self.lineLimit) lines", location: name)
        }
        lines = parts.enumerated().map { Line(number: $0.offset + 1, text: $0.element) }
        self.name = name
    }

    static func error(_ reason: String, _ line: Line, _ name: String, hint: String? = nil) -> BedplateError {
        BedplateError(.malformed, reason, hint: hint, location: "\(name): line \(line.number)")
    }

    /// The beginning of an input as text, to recognise it by; what is no text is replaced.
    static func beginning(_ octets: [UInt8]) -> String { String(decoding: octets.prefix(1 << 16), as: UTF8.self) }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmed: String {
        var part = self[...]
        while part.first?.isWhitespace == true { part = part.dropFirst() }
        while part.last?.isWhitespace == true { part = part.dropLast() }
        return String(part)
    }

    /// `0x1F` or `1F` as a number of at most 64 bits; nil for anything else.
    var hexadecimalNumber: UInt64? {
        var digits = self[...]
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { digits = digits.dropFirst(2) }
        guard (1...16).contains(digits.utf8.count),
            digits.utf8.allSatisfy({
                (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0)
            })
        else { return nil }
        return UInt64(digits, radix: 16)
    }

    /// What stands behind the first occurrence of `mark`, without blanks; nil where it does not occur.
    func following(_ mark: String) -> String? {
        String(self).firstRange(of: mark).map { String(String(self)[$0.upperBound...]).trimmed }
    }
}

extension UInt64 {
    /// "0x1F"
    var hexadecimal: String { "0x" + String(self, radix: 16, uppercase: true) }
}
