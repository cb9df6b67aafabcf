/// An image that is read in parts: a file of any size, or octets in memory. It does not change while it is read; what
/// changes nevertheless is found by whoever hashes it.
public protocol OctetSource: Sendable {
    /// Octets.
    var count: Int { get }

    /// The octets of the range.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` when the range is not wholly inside.
    func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8]
}

extension OctetSource {
    /// The first octets; fewer when there are fewer.
    public func prefix(_ count: Int) throws(BedplateError) -> [UInt8] {
        try octets(in: 0..<Swift.min(count, self.count))
    }

    /// Gives the range's octets to `body`, one chunk of at most 1 MiB after another: memory stays constant.
    public func forEachChunk(
        in range: Range<Int>,
        _ body: (_ chunk: [UInt8]) throws(BedplateError) -> Void
    ) throws(BedplateError) {
        var start = range.lowerBound
        while start < range.upperBound {
            let end = Swift.min(start + chunkSize, range.upperBound)
            try body(try octets(in: start..<end))
            start = end
        }
    }
}

/// Octets that are read at once: few calls, and far below what may be resident.
private let chunkSize = 1 << 20

/// Octets in memory.
public struct MemorySource: OctetSource {
    public var bytes: [UInt8]
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public var count: Int { bytes.count }

    public func octets(in range: Range<Int>) throws(BedplateError) -> [UInt8] {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else {
            throw BedplateError(.malformed, "octets \(range) of an image of \(bytes.count) octets")
        }
        return Array(bytes[range])
    }
}
