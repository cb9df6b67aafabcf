/// What signs a container: the table of four SRKs, of which the container's flags select one, and the signature.
public struct AHABSignature: Hashable, Sendable {
    /// Four, all of one kind.
    public var keys: [AHABRootKey]
    /// ECDSA as r ‖ s, RSA as long as the modulus; big-endian.
    public var octets: [UInt8]

    public static let keyCount = 4

    public init(keys: [AHABRootKey], octets: [UInt8]) {
        self.keys = keys
        self.octets = octets
    }

    /// The key table: what the fused SHA-256 (the SRK hash) is over.
    public var table: [UInt8] {
        let records = keys.flatMap(\.octets)
        return [0xD7] + Octets.little(4 + records.count, 2) + [0x42] + records
    }

    /// Where the signature begins in the signature block: everything before it is signed.
    var offset: Int { Octets.aligned(16 + table.count) }

    /// Octets of the signature block.
    var blockSize: Int { offset + 8 + octets.count }

    var block: [UInt8] {
        [0] + Octets.little(blockSize, 2) + [0x90] + Octets.little(0, 2) + Octets.little(16, 2)
            + Octets.little(offset, 2) + [UInt8](repeating: 0, count: 6)
            + Octets.filled(table, to: offset - 16)
            + [0] + Octets.little(8 + octets.count, 2) + [0xD8, 0, 0, 0, 0] + octets
    }
}

extension AHABSignature {
    /// Reads the signature block that takes all of `octets` from `start`; nil when it has neither table nor signature.
    static func read(_ octets: [UInt8], at start: Int) throws(AHABFault) -> AHABSignature? {
        let end = octets.count
        guard end - start >= 16 else { throw AHABFault(.truncated, at: start) }
        guard octets[start] == 0 else { throw AHABFault(.tag, at: start) }
        guard octets[start + 3] == 0x90 else { throw AHABFault(.tag, at: start + 3) }
        func number(_ place: Int) -> Int { Int(Octets.number(octets, start + place, 2)) }
        guard number(1) == end - start else { throw AHABFault(.length, at: start + 1) }
        guard number(4) == 0 else { throw AHABFault(.certificate, at: start + 4) }
        guard number(10) == 0 else { throw AHABFault(.blob, at: start + 10) }
        try requireZeros(octets, start + 12..<start + 16)
        if number(6) == 0, number(8) == 0 {
            guard end - start == 16 else { throw AHABFault(.length, at: start + 1) }
            return nil
        }
        guard number(6) == 16 else { throw AHABFault(.offset, at: start + 6) }
        let keys = try readTable(octets, at: start + 16)
        let table = 4 + keys.reduce(0) { $0 + $1.size }
        let place = start + Octets.aligned(16 + table)
        guard start + number(8) == place else { throw AHABFault(.offset, at: start + 8) }
        guard place + 8 <= end else { throw AHABFault(.truncated, at: place) }
        try requireZeros(octets, start + 16 + table..<place)
        guard octets[place] == 0 else { throw AHABFault(.tag, at: place) }
        guard octets[place + 3] == 0xD8 else { throw AHABFault(.tag, at: place + 3) }
        guard place + Int(Octets.number(octets, place + 1, 2)) == end, end - place - 8 == keys.first?.signatureSize
        else {
            throw AHABFault(.length, at: place + 1)
        }
        guard octets[place + 4] == 0 else { throw AHABFault(.signatureType, at: place + 4) }
        try requireZeros(octets, place + 5..<place + 8)
        return AHABSignature(keys: keys, octets: Array(octets[(place + 8)...]))
    }

    private static func readTable(_ octets: [UInt8], at start: Int) throws(AHABFault) -> [AHABRootKey] {
        guard octets.count - start >= 4 else { throw AHABFault(.truncated, at: start) }
        guard octets[start] == 0xD7 else { throw AHABFault(.tag, at: start) }
        guard octets[start + 3] == 0x42 else { throw AHABFault(.tag, at: start + 3) }
        let end = start + Int(Octets.number(octets, start + 1, 2))
        guard end <= octets.count else { throw AHABFault(.length, at: start + 1) }
        var keys: [AHABRootKey] = []
        var place = start + 4
        for _ in 0..<keyCount {
            let key = try AHABRootKey(octets, at: place, end: end)
            guard keys.first.map({ $0.kind == key.kind }) ?? true else { throw AHABFault(.mixedKeys, at: place) }
            keys.append(key)
            place += key.size
        }
        guard place == end else { throw AHABFault(.length, at: start + 1) }
        return keys
    }

    private static func requireZeros(_ octets: [UInt8], _ range: Range<Int>) throws(AHABFault) {
        if let place = octets[range].firstIndex(where: { $0 != 0 }) { throw AHABFault(.reserved, at: place) }
    }
}
