internal import Crypto

/// SHA-256 digests packed one after another, to find which are equal: 32 octets each, and 16 more while they are compared.
public struct DigestList: Sendable {
    private var octets: [UInt8] = []

    public static let size = 32

    public init() {}

    public var count: Int { octets.count / Self.size }

    public mutating func reserveCapacity(_ count: Int) { octets.reserveCapacity(count * Self.size) }

    /// Adds the digest of the parts, one after another.
    public mutating func append(hashing parts: ArraySlice<UInt8>...) {
        var hasher = SHA256()
        for part in parts { hasher.update(data: part) }
        octets += hasher.finalize()
    }

    public subscript(_ index: Int) -> ArraySlice<UInt8> { octets[index * Self.size..<(index + 1) * Self.size] }

    /// The indices of those that are equal: groups of two or more, each rising, by first member.
    ///
    /// Sorts by the first 8 octets, and compares whole digests only where these are equal: n log n, and so even if somebody
    /// makes digests that begin alike.
    public func equal() -> [[Int]] {
        struct Entry {
            var start: UInt64
            var index: UInt32
        }
        var entries = (0..<count).map { index in
            Entry(start: self[index].prefix(8).reduce(0) { $0 << 8 | UInt64($1) }, index: UInt32(index))
        }
        entries.sort { $0.start != $1.start ? $0.start < $1.start : $0.index < $1.index }
        var groups: [[Int]] = []
        var first = 0
        while first < entries.count {
            var end = first + 1
            while end < entries.count, entries[end].start == entries[first].start { end += 1 }
            if end - first > 1 {
                let run = Dictionary(grouping: entries[first..<end].map { Int($0.index) }) { [UInt8](self[$0]) }
                groups += run.values.filter { $0.count > 1 }
            }
            first = end
        }
        return groups.sorted { $0[0] < $1[0] }
    }
}
