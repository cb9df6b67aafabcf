public import Model

/// A part of a source, as a source.
public struct ImageRegion: OctetSource {
    private let whole: any OctetSource
    private let range: Range<Int>

    /// - Parameter range: within the source; what is not, is found where it is read.
    public init(of whole: any OctetSource, _ range: Range<Int>) {
        self.whole = whole
        self.range = range
    }

    public var count: Int { range.count }

    public func octets(in part: Range<Int>) throws(BedplateError) -> [UInt8] {
        guard part.lowerBound >= 0, part.upperBound <= count else {
            throw BedplateError(.malformed, "octets \(part) of a part of \(count) octets")
        }
        return try whole.octets(in: (range.lowerBound + part.lowerBound)..<(range.lowerBound + part.upperBound))
    }
}
