/// Words and their octets, the least significant first: how the mailbox and the fuses have them.
enum LittleEndian {
    static func octets(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) } }
    }

    /// - Parameter octets: a multiple of four; what is beyond is not read.
    static func words(_ octets: [UInt8]) -> [UInt32] {
        (0..<octets.count / 4).map { word in
            (0..<4).reduce(0) { $0 | UInt32(octets[word * 4 + $1]) << (8 * UInt32($1)) }
        }
    }
}
