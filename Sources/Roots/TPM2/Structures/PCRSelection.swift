public import Digests
public import Wire

/// TPMS_PCR_SELECTION — Part 2, 10.6.2: which PCRs of one bank.
public struct PCRSelection: Hashable, Sendable {
    public var hash: HashAlgorithm
    /// Bit n of octet m selects PCR 8 m + n. Kept as it came: the length is part of what a policy digest covers.
    public var select: [UInt8]

    public init(hash: HashAlgorithm, select: [UInt8]) {
        self.hash = hash
        self.select = select
    }

    /// Selects PCRs 0 to 23 with the three octets of a PC Client TPM. Indices beyond 23 lengthen the bit field.
    public init(_ hash: HashAlgorithm, _ pcrs: some Sequence<Int>) {
        var select: [UInt8] = [0, 0, 0]
        for pcr in pcrs where (0..<8 * Self.limit).contains(pcr) {
            while select.count <= pcr / 8 { select.append(0) }
            select[pcr / 8] |= 1 << (pcr % 8)
        }
        self.init(hash: hash, select: select)
    }

    /// The selected indices, ascending.
    public var pcrs: [Int] {
        (0..<8 * select.count).filter { select[$0 / 8] & (1 << ($0 % 8)) != 0 }
    }

    /// The most octets of a bit field: 256 PCRs, far more than any TPM has.
    static let limit = 32
}

extension PCRSelection: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let hash: HashAlgorithm = try read()
        let at = read.offset
        let size: UInt8 = try read()
        guard size <= UInt8(Self.limit) else { throw WireError(.tooLong, at: at) }
        self.init(hash: hash, select: try read.bytes(Int(size)))
    }

    public func write(to write: inout WireWriter) {
        write(hash)
        if select.count > Self.limit { write.fail(.tooLong) }
        write.count(select.count, as: UInt8.self)
        write.append(select)
    }
}
