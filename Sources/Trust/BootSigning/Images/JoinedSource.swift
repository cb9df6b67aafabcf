public import Model

/// Sources one behind another, as one.
public struct JoinedSource: OctetSource {
    private let parts: [any OctetSource]
    /// Where each part begins, and where the last one ends.
    private let starts: [Int]

    public init(_ parts: [any OctetSource]) {
        self.parts = parts
        var starts = [0]
        for part in parts { starts.append((starts.last ?? 0) + part.count) }
        self.starts = starts
    }

    public var count: Int { starts.last ?? 0 }

    /// The octets of a part among those of all.
    public func range(ofPart index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

    public func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= count else {
            throw BedplateError(.malformed, "octets \(range) of joined sources of \(count)")
        }
        var octets: [UInt8] = []
        octets.reserveCapacity(range.count)
        for index in parts.indices {
            let wanted = range.clamped(to: self.range(ofPart: index))
            guard !wanted.isEmpty else { continue }
            octets += try parts[index].octets(
                in: (wanted.lowerBound - starts[index])..<(wanted.upperBound - starts[index])
            )
        }
        return octets
    }
}
