public import Wire

extension CBOR {
    /// How deep items may stand in one another.
    public static var depthLimit: Int { 16 }
    /// How many items there may be in all.
    public static var itemLimit: Int { 4096 }

    /// Reads one item that is the whole input, deterministically encoded.
    ///
    /// - Throws: ``WireError`` with the offset: also for floating-point numbers, indefinite lengths, undefined and
    ///   unassigned simple values, text that is not UTF-8, a key that stands twice, and whatever is behind the item.
    public init(_ octets: [UInt8]) throws(WireError) {
        self = try Self.decode(octets, allowing: []).value
    }

    /// Reads one item that is the whole input.
    ///
    /// - Parameter allowed: deviations that are tolerated.
    /// - Returns: the item, and the deviations that it needed.
    public static func decode(
        _ octets: [UInt8],
        allowing allowed: CBORLeniency
    ) throws(WireError) -> (value: CBOR, needed: CBORLeniency) {
        var decoding = CBORDecoding(allowed: allowed)
        var read = WireReader(octets.span)
        let value = try decoding.item(&read, depth: 0)
        try read.finish()
        return (value, decoding.needed)
    }
}

/// One decoding: what is allowed, what was needed, how much is left.
struct CBORDecoding {
    let allowed: CBORLeniency
    private(set) var needed: CBORLeniency = []
    private var items = 0

    init(allowed: CBORLeniency) { self.allowed = allowed }

    mutating func item(_ read: inout WireReader, depth: Int) throws(WireError) -> CBOR {
        let start = read.offset
        guard depth < CBOR.depthLimit else { throw WireError(.tooDeep, at: start) }
        items += 1
        guard items <= CBOR.itemLimit else { throw WireError(.tooLong, at: start) }
        let first = try read.integer(UInt8.self)
        if first >> 5 == 7 {
            switch first {
            case 0xF4: return .boolean(false)
            case 0xF5: return .boolean(true)
            case 0xF6: return .null
            default: throw WireError(.badValue, at: start)
            }
        }
        let value = try number(first, start, &read)
        switch first >> 5 {
        case 0: return .unsigned(value)
        case 1: return .negative(value)
        case 2: return .bytes(try read.bytes(try length(value, start)))
        case 3:
            let content = try read.bytes(try length(value, start))
            guard let text = String(validating: content, as: UTF8.self) else { throw WireError(.badValue, at: start) }
            return .text(text)
        case 4:
            let count = try elements(value, start, read.remaining)
            var elements: [CBOR] = []
            elements.reserveCapacity(count)
            for _ in 0..<count { elements.append(try item(&read, depth: depth + 1)) }
            return .array(elements)
        case 5:
            let count = try elements(value, start, read.remaining)
            var map = CBORMap()
            for _ in 0..<count { try entry(of: &map, &read, depth: depth + 1) }
            return .map(map)
        default: return .tagged(value, try item(&read, depth: depth + 1))
        }
    }

    private mutating func entry(
        of map: inout CBORMap,
        _ read: inout WireReader,
        depth: Int
    ) throws(WireError) {
        let start = read.offset
        let key = try item(&read, depth: depth)
        // The key as it would be written: two encodings of one key are one key.
        let encoded = key.octets
        if !map.isLast(encoded) { try need(.unsortedKeys, at: start) }
        let value = try item(&read, depth: depth)
        guard map.insert(value, for: key, encoded) else { throw WireError(.badValue, at: start) }
    }

    /// The number in an item's head — RFC 8949, 3.
    private mutating func number(
        _ first: UInt8,
        _ start: Int,
        _ read: inout WireReader
    ) throws(WireError) -> UInt64 {
        let value: UInt64
        let least: UInt64
        switch first & 0x1F {
        case 0..<24: return UInt64(first & 0x1F)
        case 24: (value, least) = (UInt64(try read.integer(UInt8.self)), 24)
        case 25: (value, least) = (UInt64(try read.integer(UInt16.self)), 0x100)
        case 26: (value, least) = (UInt64(try read.integer(UInt32.self)), 0x1_0000)
        case 27: (value, least) = (try read.integer(UInt64.self), 0x1_0000_0000)
        // 28 to 30 mean nothing, 31 an indefinite length.
        default: throw WireError(.badValue, at: start)
        }
        if value < least { try need(.longHead, at: start) }
        return value
    }

    private mutating func need(_ leniency: CBORLeniency, at offset: Int) throws(WireError) {
        guard allowed.contains(leniency) else { throw WireError(.badValue, at: offset) }
        needed.insert(leniency)
    }

    private func length(_ value: UInt64, _ start: Int) throws(WireError) -> Int {
        guard let length = Int(exactly: value) else { throw WireError(.truncated, at: start) }
        return length
    }

    /// An element has one octet at least, so that a count beyond what is left lies.
    private func elements(_ value: UInt64, _ start: Int, _ remaining: Int) throws(WireError) -> Int {
        guard value <= UInt64(remaining) else { throw WireError(.truncated, at: start) }
        guard value <= UInt64(CBOR.itemLimit) else { throw WireError(.tooLong, at: start) }
        return Int(value)
    }
}
