internal import Wire

/// Textual encoding — RFC 7468: blocks of base 64 between labelled lines; several may stand in a text.
///
/// Explanatory text outside the blocks is passed over (section 2); several makers publish their roots with it. Headers and
/// anything else that is not base 64 inside a block are refused, and so is a line that looks like a boundary and is none.
public struct PEM: Hashable, Sendable {
    /// `CERTIFICATE`, `ENCRYPTED PRIVATE KEY`, …
    public var label: String
    public var bytes: [UInt8]

    /// The most blocks in a text, and the most octets of a text.
    public static let blockLimit = 256
    public static let sizeLimit = 1 << 20

    public init(label: String, bytes: [UInt8]) {
        self.label = label
        self.bytes = bytes
    }

    /// Every block of the text, of which there must be at least one. Offsets in errors are octets of the text.
    public static func decode(_ text: [UInt8]) throws(X509Error) -> [PEM] {
        guard text.count <= sizeLimit else { throw X509Error(.tooLong, "text", at: sizeLimit) }
        var blocks: [PEM] = []
        var open: (label: String, digits: [UInt8])?
        for line in lines(text) {
            if let label = boundary("-----BEGIN ", line) {
                guard open == nil else { throw X509Error(.notPEM, "BEGIN", at: line.startIndex) }
                guard blocks.count < blockLimit else { throw X509Error(.tooLong, "text", at: line.startIndex) }
                open = (label, [])
            } else if let label = boundary("-----END ", line) {
                guard let block = open, block.label == label, let bytes = Base64.decode(block.digits) else {
                    throw X509Error(.notPEM, "END", at: line.startIndex)
                }
                blocks.append(PEM(label: label, bytes: bytes))
                open = nil
            } else if open != nil {
                guard line.count <= 76 else { throw X509Error(.notPEM, "line", at: line.startIndex) }
                open?.digits += line
            } else if line.starts(with: "-----".utf8) {
                throw X509Error(.notPEM, "boundary", at: line.startIndex)
            }
        }
        guard open == nil, !blocks.isEmpty else { throw X509Error(.notPEM, "text", at: text.count) }
        return blocks
    }

    /// The block with lines of 64 characters, ended by a line feed.
    public var text: String {
        let digits = Base64.encode(bytes).utf8
        var text = "-----BEGIN \(label)-----\n"
        var rest = digits[...]
        while !rest.isEmpty {
            text += String(Substring(rest.prefix(64))) + "\n"
            rest = rest.dropFirst(64)
        }
        return text + "-----END \(label)-----\n"
    }

    /// Lines without their ends and without white space at the end.
    private static func lines(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
        text.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            var line = line
            while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
            return line
        }
    }

    private static func boundary(_ prefix: String, _ line: ArraySlice<UInt8>) -> String? {
        let dashes = Array("-----".utf8)
        guard line.starts(with: prefix.utf8), line.suffix(5).elementsEqual(dashes) else { return nil }
        let label = line.dropFirst(prefix.utf8.count).dropLast(5)
        guard !label.isEmpty, label.count <= 64, label.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != 0x2D }) else {
            return nil
        }
        return String(decoding: label, as: UTF8.self)
    }
}
