/// Numbers in octets. HAB's own structures are big-endian, what the boot ROM reads (vector table, boot data) is
/// little-endian.
enum Octets {
    static func big(_ octets: [UInt8], _ start: Int, _ size: Int) throws(HABFault) -> UInt64 {
        try checked(octets, start, size).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func little(_ octets: [UInt8], _ start: Int) throws(HABFault) -> UInt32 {
        try checked(octets, start, 4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func checked(_ octets: [UInt8], _ start: Int, _ size: Int) throws(HABFault) -> ArraySlice<UInt8> {
        guard start >= 0, size >= 0, start <= octets.count, size <= octets.count - start else {
            throw HABFault(.truncated, at: max(0, start))
        }
        return octets[start..<start + size]
    }

    static func big(_ value: some BinaryInteger, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func little(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
