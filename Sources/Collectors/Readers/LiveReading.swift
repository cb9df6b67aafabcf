/// What was found by looking at something that is here: the reading, and a transcript of all that was looked at, which is
/// kept and hashed as a tool's output would be.
public struct LiveReading: Sendable {
    public var reading: Reading
    /// Text: what was asked, and what was answered.
    public var octets: [UInt8]

    public init(_ reading: Reading, transcript: [String]) throws {
        self.reading = try reading.checked()
        octets = Array((transcript.joined(separator: "\n") + "\n").utf8)
    }
}
