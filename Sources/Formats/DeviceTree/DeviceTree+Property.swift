extension DeviceTree {
    /// A property — Devicetree Specification 0.4, 5.4.1 (FDT_PROP).
    public struct Property: Hashable, Sendable {
        /// A value: held, or left where it was read because it is long.
        public enum Value: Hashable, Sendable {
            case octets([UInt8])
            case stored(Range<Int>)

            public var count: Int {
                switch self {
                case .octets(let octets): octets.count
                case .stored(let range): range.count
                }
            }
        }

        public internal(set) var name: String
        public internal(set) var value: Value
        /// Of the name, in the strings block.
        public internal(set) var nameOffset: Int
        /// Octets up to a multiple of four. libfdt leaves there what was there before, and a hash over the token has them.
        public internal(set) var padding: [UInt8] = []
        /// The token with its value and padding; nil for a property that was not read.
        public internal(set) var token: Range<Int>?

        /// Octets from the beginning of what was read; 0 for a property that was not.
        public var offset: Int { token?.lowerBound ?? 0 }

        /// Where the value stands in what was read.
        public var valueRange: Range<Int>? {
            token.map { $0.lowerBound + 12..<$0.lowerBound + 12 + value.count }
        }

        /// Nil for a value that was left where it was read.
        public var octets: [UInt8]? {
            guard case .octets(let octets) = value else { return nil }
            return octets
        }

        /// One string with its end, of printable ASCII; nil for anything else.
        public var string: String? {
            guard let strings, strings.count == 1 else { return nil }
            return strings[0]
        }

        /// A list of strings, each with its end, of printable ASCII; nil for anything else.
        public var strings: [String]? {
            guard let octets, octets.last == 0 else { return nil }
            let parts = octets.dropLast().split(separator: 0, omittingEmptySubsequences: false)
            guard parts.allSatisfy({ $0.allSatisfy { (0x20..<0x7F).contains($0) } }) else { return nil }
            return parts.map { String(decoding: $0, as: UTF8.self) }
        }

        /// One cell; nil for any other length.
        public var cell: UInt32? {
            guard let cells, cells.count == 1 else { return nil }
            return cells[0]
        }

        /// Cells of four octets; nil for a length that is no multiple of four.
        public var cells: [UInt32]? {
            guard let octets, octets.count % 4 == 0 else { return nil }
            return stride(from: 0, to: octets.count, by: 4).map { start in
                octets[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
            }
        }
    }
}
