public import Wire

/// Intel HEX — Intel Hexadecimal Object File Format Specification, revision A: octets at addresses, as text.
///
/// Strict: every checksum is checked, records that overlap are refused, nothing may follow the end record.
public struct IntelHex: Hashable, Sendable {
    /// Octets that stand together.
    public struct Segment: Hashable, Sendable {
        public var address: UInt32
        public var octets: [UInt8]

        public init(address: UInt32, octets: [UInt8]) {
            self.address = address
            self.octets = octets
        }

        var end: UInt64 { UInt64(address) + UInt64(octets.count) }
    }

    /// By address, apart from each other.
    public private(set) var segments: [Segment]

    /// The most octets of a text, and of the flat memory that is made of one.
    public static let textLimit = 1 << 28
    public static let memoryLimit = 1 << 26

    /// One segment; nil when it does not fit into 32-bit addresses.
    public init?(address: UInt32, octets: [UInt8]) {
        let segment = Segment(address: address, octets: octets)
        guard segment.end <= 1 << 32 else { return nil }
        segments = octets.isEmpty ? [] : [segment]
    }

    /// The lowest address; nil for a file without data.
    public var address: UInt32? { segments.first?.address }

    /// The memory from the lowest to the highest address; what no record says is `fill`.
    ///
    /// - Throws: ``WireError/Reason/tooLong`` beyond ``memoryLimit``: two octets may be 4 GiB apart.
    public func memory(filling fill: UInt8 = 0xFF) throws(WireError) -> [UInt8] {
        guard let first = segments.first, let last = segments.last else { return [] }
        let count = last.end - UInt64(first.address)
        guard count <= UInt64(Self.memoryLimit) else { throw WireError(.tooLong, at: 0) }
        var memory: [UInt8] = []
        memory.reserveCapacity(Int(count))
        for segment in segments {
            let gap = Int(segment.address - first.address) - memory.count
            memory += [UInt8](repeating: fill, count: gap)
            memory += segment.octets
        }
        return memory
    }
}

extension IntelHex {
    /// Reads a text. Line ends are LF or CR LF; start addresses (types 3 and 5) are passed over.
    ///
    /// - Throws: ``WireError`` with the offset in the text.
    public init(text: [UInt8]) throws(WireError) {
        guard text.count <= Self.textLimit else { throw WireError(.tooLong, at: Self.textLimit) }
        var found: [(segment: Segment, offset: Int)] = []
        var base: UInt32 = 0
        var isSegmented = false
        var hasEnded = false
        var place = 0
        while place < text.count {
            let start = place
            while place < text.count, text[place] != 0x0A { place += 1 }
            var line = text[start..<place]
            place += 1
            if line.last == 0x0D { line.removeLast() }
            if line.isEmpty { continue }
            guard !hasEnded else { throw WireError(.trailingBytes, at: start) }
            let record = try Record(line)
            switch record.kind {
            case 0x00:
                let offset = UInt64(record.address)
                // A segmented record wraps within its 64 KiB; nobody writes such a one, and it is refused.
                guard !isSegmented || offset + UInt64(record.data.count) <= 1 << 16 else {
                    throw WireError(.badValue, at: start)
                }
                let address = UInt64(base) + offset
                guard address + UInt64(record.data.count) <= 1 << 32 else { throw WireError(.badValue, at: start) }
                if let last = found.last, last.segment.end == address {
                    found[found.count - 1].segment.octets += record.data
                } else if !record.data.isEmpty {
                    found.append((Segment(address: UInt32(address), octets: record.data), start))
                }
            case 0x01:
                guard record.data.isEmpty else { throw WireError(.badValue, at: start) }
                hasEnded = true
            case 0x02, 0x04:
                guard record.data.count == 2 else { throw WireError(.badValue, at: start) }
                let value = UInt32(record.data[0]) << 8 | UInt32(record.data[1])
                isSegmented = record.kind == 0x02
                base = isSegmented ? value << 4 : value << 16
            case 0x03, 0x05:
                guard record.data.count == 4 else { throw WireError(.badValue, at: start) }
            default: throw WireError(.badValue, at: start)
            }
        }
        guard hasEnded else { throw WireError(.truncated, at: text.count) }
        found.sort { $0.segment.address < $1.segment.address }
        segments = []
        for (segment, offset) in found {
            if let last = segments.last, last.end > UInt64(segment.address) { throw WireError(.badValue, at: offset) }
            if let last = segments.last, last.end == UInt64(segment.address) {
                segments[segments.count - 1].octets += segment.octets
            } else {
                segments.append(segment)
            }
        }
    }

    private struct Record {
        var address: UInt16
        var kind: UInt8
        var data: [UInt8]

        /// `:` count address type data checksum, all in hexadecimal.
        init(_ line: ArraySlice<UInt8>) throws(WireError) {
            let at = line.startIndex
            guard line.first == 0x3A, line.count <= 1 + 2 * (255 + 5), line.count % 2 == 1 else {
                throw WireError(.badValue, at: at)
            }
            var octets: [UInt8] = []
            var place = at + 1
            while place < line.endIndex {
                guard let high = Self.digit(line[place]), let low = Self.digit(line[place + 1]) else {
                    throw WireError(.badValue, at: place)
                }
                octets.append(high << 4 | low)
                place += 2
            }
            guard octets.count >= 5, octets.count == Int(octets[0]) + 5, octets.reduce(0, &+) == 0 else {
                throw WireError(.badValue, at: at)
            }
            address = UInt16(octets[1]) << 8 | UInt16(octets[2])
            kind = octets[3]
            data = Array(octets[4..<(octets.count - 1)])
        }

        private static func digit(_ octet: UInt8) -> UInt8? {
            switch octet {
            case 0x30...0x39: octet - 0x30
            case 0x41...0x46: octet - 0x41 + 10
            case 0x61...0x66: octet - 0x61 + 10
            default: nil
            }
        }
    }
}

extension IntelHex {
    /// The text: 16 octets a record at multiples of 16, an address record wherever the upper half changes, LF.
    public var text: [UInt8] {
        var text: [UInt8] = []
        var upper: UInt32 = 0
        for segment in segments {
            var place = 0
            while place < segment.octets.count {
                let address = segment.address + UInt32(place)
                if address >> 16 != upper {
                    upper = address >> 16
                    Self.append(0x04, 0, [UInt8(upper >> 8), UInt8(upper & 0xFF)][...], to: &text)
                }
                let count = min(16 - Int(address % 16), segment.octets.count - place)
                let data = segment.octets[place..<(place + count)]
                Self.append(0x00, UInt16(truncatingIfNeeded: address), data, to: &text)
                place += count
            }
        }
        Self.append(0x01, 0, [], to: &text)
        return text
    }

    private static func append(_ kind: UInt8, _ address: UInt16, _ data: ArraySlice<UInt8>, to text: inout [UInt8]) {
        let octets = [UInt8(data.count), UInt8(address >> 8), UInt8(address & 0xFF), kind] + data
        let checksum = 0 &- octets.reduce(0, &+)
        text.append(0x3A)
        for octet in octets + [checksum] {
            text.append(digits[Int(octet >> 4)])
            text.append(digits[Int(octet & 0x0F)])
        }
        text.append(0x0A)
    }

    private static let digits = Array("0123456789ABCDEF".utf8)
}
