/// A map: entries in the order of their encoded keys, each key once.
public struct CBORMap: Hashable, Sendable {
    public struct Entry: Hashable, Sendable {
        public let key: CBOR
        public let value: CBOR
    }

    public private(set) var entries: [Entry] = []
    /// The encoded keys, in the entries' order.
    private var keys: [[UInt8]] = []

    public init() {}

    public init(_ entries: KeyValuePairs<CBOR, CBOR>) {
        for (key, value) in entries { self[key] = value }
    }

    public var count: Int { entries.count }

    /// The value of the key with this encoding: texts of other octets are other keys, even where Unicode calls them equal.
    public subscript(_ key: CBOR) -> CBOR? {
        get {
            let (place, isThere) = place(of: key.octets)
            return isThere ? entries[place].value : nil
        }
        set {
            let encoded = key.octets
            let (place, isThere) = place(of: encoded)
            if isThere {
                entries.remove(at: place)
                keys.remove(at: place)
            }
            guard let newValue else { return }
            entries.insert(Entry(key: key, value: newValue), at: place)
            keys.insert(encoded, at: place)
        }
    }

    /// Adds an entry; false when the key is there already.
    mutating func insert(_ value: CBOR, for key: CBOR, _ encoded: [UInt8]) -> Bool {
        let (place, isThere) = place(of: encoded)
        guard !isThere else { return false }
        entries.insert(Entry(key: key, value: value), at: place)
        keys.insert(encoded, at: place)
        return true
    }

    /// Whether the key would stand last.
    func isLast(_ encoded: [UInt8]) -> Bool { keys.last.map { $0.lexicographicallyPrecedes(encoded) } ?? true }

    private func place(of encoded: [UInt8]) -> (place: Int, isThere: Bool) {
        var range = 0..<keys.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if keys[middle] == encoded { return (middle, true) }
            range =
                keys[middle].lexicographicallyPrecedes(encoded)
                ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return (range.lowerBound, false)
    }
}
