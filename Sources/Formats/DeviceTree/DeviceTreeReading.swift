/// Reads a tree, token after token, in one pass over the structure block.
struct DeviceTreeReading<E: Error> {
    enum Fault: Error {
        case source(E)
        case tree(DeviceTreeError)
    }

    private let count: Int
    private let source: (Range<Int>) throws(E) -> [UInt8]
    /// Octets that were read ahead, and where they begin.
    private var window: [UInt8] = []
    private var windowStart = 0
    private var place = 0
    private var end = 0
    private var tree = DeviceTree()
    /// The nodes that have begun, the root first, with the names of their properties and children.
    private var open: [(node: DeviceTree.Node, properties: Set<String>, children: Set<String>)] = []
    private var (nodes, properties, held) = (0, 0, 0)

    init(count: Int, _ source: @escaping (Range<Int>) throws(E) -> [UInt8]) {
        self.count = count
        self.source = source
    }

    mutating func read() throws(Fault) -> DeviceTree {
        let layout = try header()
        tree.layout = layout
        tree.strings = try octets(layout.strings)
        tree.padding = layout.totalSize - max(layout.strings.upperBound, layout.structure.upperBound)
        place = layout.structure.lowerBound
        end = layout.structure.upperBound
        try structure()
        return tree
    }

    // MARK: The header, 5.2

    private mutating func header() throws(Fault) -> DeviceTree.Layout {
        guard count >= DeviceTree.headerSize else {
            // The magic first: another format is not a truncated tree.
            if count >= 4, try word(at: 0) != DeviceTree.magic { throw fault(.magic, 0) }
            throw fault(.truncated, count)
        }
        guard try word(at: 0) == DeviceTree.magic else { throw fault(.magic, 0) }
        guard try word(at: 20) == DeviceTree.version else { throw fault(.version, 20) }
        guard try word(at: 24) == DeviceTree.lastCompatible else { throw fault(.version, 24) }
        let total = Int(try word(at: 4))
        let structureStart = Int(try word(at: 8))
        let stringsStart = Int(try word(at: 12))
        let reservationStart = Int(try word(at: 16))
        tree.bootCPU = try word(at: 28)
        let (stringsSize, structureSize) = (Int(try word(at: 32)), Int(try word(at: 36)))
        // What was cut off ends before its blocks do; else the header lies.
        if total > count, max(structureStart + structureSize, stringsStart + stringsSize) > count {
            throw fault(.truncated, count)
        }
        guard total >= DeviceTree.headerSize, total <= count else { throw fault(.totalSize, 4) }
        guard structureStart % 4 == 0 else { throw fault(.alignment, 8) }
        guard structureSize % 4 == 0 else { throw fault(.alignment, 36) }
        guard reservationStart % 8 == 0 else { throw fault(.alignment, 16) }
        guard stringsSize <= DeviceTree.Limits.strings else { throw fault(.tooLong, 32) }
        guard structureStart >= DeviceTree.headerSize, structureStart + structureSize <= total else {
            throw fault(.block, 8)
        }
        guard stringsStart >= DeviceTree.headerSize, stringsStart + stringsSize <= total else {
            throw fault(.block, 12)
        }
        guard reservationStart >= DeviceTree.headerSize else { throw fault(.block, 16) }
        let reservations = try reservations(from: reservationStart, to: total)
        let structure = structureStart..<structureStart + structureSize
        let strings = stringsStart..<stringsStart + stringsSize
        guard !structure.overlaps(strings) else { throw fault(.block, 12) }
        guard !reservations.overlaps(structure), !reservations.overlaps(strings) else { throw fault(.block, 16) }
        return .init(
            reservations: reservations,
            structure: structure,
            strings: strings,
            end: structure.upperBound..<structure.upperBound,
            totalSize: total
        )
    }

    /// Pairs of addresses and sizes up to a pair of zeros — 5.3.
    private mutating func reservations(from start: Int, to end: Int) throws(Fault) -> Range<Int> {
        var at = start
        while true {
            guard at + 16 <= end else { throw fault(.block, 16) }
            let words = try octets(at..<at + 16)
            let address = words.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let size = words.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            at += 16
            if address == 0, size == 0 { return start..<at }
            guard tree.reservations.count < DeviceTree.Limits.reservations else { throw fault(.tooMany, at - 16) }
            tree.reservations.append(.init(address: address, size: size))
        }
    }

    // MARK: The structure block, 5.4

    private mutating func structure() throws(Fault) {
        var ended = false
        while true {
            let at = place
            let token = try next()
            if ended, token == 1 { throw fault(.secondRoot, at) }
            switch token {
            case 1: try beginNode(at)
            case 2:
                guard var node = open.popLast()?.node else { throw fault(.nesting, at) }
                node.end = at..<place
                if open.isEmpty {
                    tree.root = node
                    ended = true
                } else {
                    open[open.count - 1].node.children.append(node)
                }
            case 3: try property(at)
            case 4: tree.nops.append(at..<place)
            case 9:
                guard ended else { throw fault(.nesting, at) }
                guard place == end else { throw fault(.trailing, place) }
                tree.layout?.end = at..<place
                return
            default: throw fault(.token, at)
            }
            guard tree.nops.count <= DeviceTree.Limits.properties else { throw fault(.tooMany, at) }
        }
    }

    private mutating func beginNode(_ at: Int) throws(Fault) {
        nodes += 1
        guard nodes <= DeviceTree.Limits.nodes else { throw fault(.tooMany, at) }
        guard open.count < DeviceTree.Limits.depth else { throw fault(.tooDeep, at) }
        let ahead = try octets(place..<min(place + DeviceTree.Limits.name + 1, end))
        guard let length = ahead.firstIndex(of: 0) else {
            throw fault(ahead.count > DeviceTree.Limits.name ? .tooLong : .truncated, place)
        }
        let text = ahead[..<length]
        if open.isEmpty {
            guard text.isEmpty else { throw fault(.rootName, place) }
        } else {
            guard DeviceTreeName.isNode(text) else { throw fault(.name, place) }
        }
        let name = String(decoding: text, as: UTF8.self)
        if !open.isEmpty {
            guard open[open.count - 1].children.insert(name).inserted else { throw fault(.duplicateNode, at) }
        }
        place += length + 1
        try pad()
        var node = DeviceTree.Node(name: name)
        node.begin = at..<place
        open.append((node, [], []))
    }

    private mutating func property(_ at: Int) throws(Fault) {
        guard !open.isEmpty else { throw fault(.misplacedProperty, at) }
        // libfdt, and so a boot loader, does not see a property after a child; a hash over the tokens does.
        guard open[open.count - 1].node.children.isEmpty else { throw fault(.misplacedProperty, at) }
        properties += 1
        guard properties <= DeviceTree.Limits.properties else { throw fault(.tooMany, at) }
        let length = Int(try next())
        let nameOffset = Int(try next())
        guard nameOffset < tree.strings.count,
            let nameEnd = tree.strings[nameOffset...].prefix(DeviceTree.Limits.name + 1).firstIndex(of: 0)
        else { throw fault(.nameOffset, at + 8) }
        let text = tree.strings[nameOffset..<nameEnd]
        guard DeviceTreeName.isProperty(text) else { throw fault(.name, at + 8) }
        let name = String(decoding: text, as: UTF8.self)
        guard open[open.count - 1].properties.insert(name).inserted else { throw fault(.duplicateProperty, at) }
        guard length <= end - place else { throw fault(.truncated, at + 4) }
        let range = place..<place + length
        let value: DeviceTree.Property.Value
        if length <= DeviceTree.Limits.heldValue {
            held += length
            guard held <= DeviceTree.Limits.held else { throw fault(.tooMany, at) }
            value = .octets(try octets(range))
        } else {
            value = .stored(range)
        }
        place += length
        let next = (place + 3) & ~3
        guard next <= end else { throw fault(.truncated, place) }
        let padding = try octets(place..<next)
        place = next
        open[open.count - 1].node.properties.append(
            .init(name: name, value: value, nameOffset: nameOffset, padding: padding, token: at..<place)
        )
    }

    // MARK: Octets

    private mutating func next() throws(Fault) -> UInt32 {
        guard place + 4 <= end else { throw fault(.truncated, place) }
        let value = try word(at: place)
        place += 4
        return value
    }

    /// Passes over the zeros of a node's name up to a multiple of four.
    private mutating func pad() throws(Fault) {
        let target = (place + 3) & ~3
        guard target <= end else { throw fault(.truncated, place) }
        for octet in try octets(place..<target) where octet != 0 { throw fault(.padding, place) }
        place = target
    }

    private mutating func word(at start: Int) throws(Fault) -> UInt32 {
        try octets(start..<start + 4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    private mutating func octets(_ range: Range<Int>) throws(Fault) -> [UInt8] {
        if range.lowerBound < windowStart || range.upperBound > windowStart + window.count {
            let upper = min(max(range.upperBound, range.lowerBound + 65_536), count)
            guard range.upperBound <= upper else { throw fault(.truncated, range.lowerBound) }
            do throws(E) { window = try source(range.lowerBound..<upper) } catch { throw .source(error) }
            windowStart = range.lowerBound
            guard window.count == upper - range.lowerBound else { throw fault(.truncated, range.lowerBound) }
        }
        return Array(window[range.lowerBound - windowStart..<range.upperBound - windowStart])
    }

    private func fault(_ reason: DeviceTreeError.Reason, _ offset: Int) -> Fault {
        .tree(DeviceTreeError(reason, at: offset))
    }
}
