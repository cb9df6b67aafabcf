/// Little-endian numbers in octets whose bounds the caller has checked.
enum Octets {
    static func number(_ octets: [UInt8], _ start: Int, _ size: Int) -> UInt64 {
        octets[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func little(_ value: some BinaryInteger, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func filled(_ octets: [UInt8], to size: Int) -> [UInt8] {
        octets + [UInt8](repeating: 0, count: max(0, size - octets.count))
    }

    static func aligned(_ count: Int) -> Int { (count + 7) / 8 * 8 }
}
