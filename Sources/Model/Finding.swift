/// One thing that a judgement found: which claim, what was expected, what was there instead.
public struct Finding: Hashable, Sendable, Codable {
    /// Names the check, such as `quote.nonce`; stable, so that programs and tests can rely on it.
    public struct Code: RawRepresentable, Hashable, Sendable, Codable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public init(_ rawValue: String) { self.rawValue = rawValue }
        public init(from decoder: any Decoder) throws {
            rawValue = try decoder.singleValueContainer().decode(String.self)
        }
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(rawValue)
        }
    }

    public enum Severity: String, Sendable, Codable {
        /// The claim does not hold.
        case failed
        /// The claim holds, and a reader must know this beside it: a named leniency, something simulated.
        case noted
        /// The claim was checked and holds.
        case held
    }

    public var code: Code
    public var severity: Severity
    /// The sentence for a person: "PCR 4, event 2 (bootloader): another image was measured".
    public var claim: String
    public var expected: String?
    public var found: String?
    /// Where in the input: "event 12", "byte 80".
    public var location: String?

    public init(
        _ code: Code,
        _ severity: Severity = .failed,
        claim: String,
        expected: String? = nil,
        found: String? = nil,
        location: String? = nil
    ) {
        self.code = code
        self.severity = severity
        self.claim = claim
        self.expected = expected
        self.found = found
        self.location = location
    }
}

extension Finding: CustomStringConvertible {
    public var description: String {
        var text = "\(severity.rawValue) \(code.rawValue): \(claim)"
        if let location { text += " at \(location)" }
        if let expected { text += "; expected \(expected)" }
        if let found { text += "; found \(found)" }
        return text
    }
}
