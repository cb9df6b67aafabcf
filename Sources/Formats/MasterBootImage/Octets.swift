/// Little-endian numbers in octets whose bounds the caller has checked.
enum Octets {
    static func number(_ octets: [UInt8], _ start: Int, _ size: Int) -> UInt32 {
        octets[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func little(_ value: some BinaryInteger, _ size: Int) -> [UInt8] {
        (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
