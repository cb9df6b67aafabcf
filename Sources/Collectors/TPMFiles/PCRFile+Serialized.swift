import Digests
import TPM2
import Wire

/// TPML_PCR_SELECTION, a count, then so many TPML_DIGEST: the structures of tss2_tpm2_types.h as a little-endian
/// compiler lays them out, which is what tpm2_quote writes.
///
/// ```text
/// u32 count, 16 x { u16 hash, u8 sizeofSelect, u8 pcrSelect[4], u8 padding }      132 octets
/// u32 lists
/// lists x { u32 count, 8 x { u16 size, u8 buffer[64] } }                          532 octets each
/// ```
extension PCRFile {
    /// The most TPML_DIGEST: 16 banks of 32 PCRs, eight in a list.
    private static let listLimit = 64

    public init(serialized bytes: [UInt8]) throws {
        var read = WireReader(bytes.span, order: .little)
        let selections = try Self.selections(&read)
        let lists: UInt32 = try read.integer()
        guard lists <= UInt32(Self.listLimit) else { throw Self.malformed("\(lists) lists of digests") }
        var values: [[UInt8]] = []
        for _ in 0..<lists { values += try Self.digests(&read) }
        try read.finish()
        try self.init(values: values, of: selections)
    }

    private static func selections(_ read: inout WireReader) throws -> [PCRSelection] {
        let count: UInt32 = try read.integer()
        guard (1...16).contains(count) else { throw malformed("\(count) banks are selected") }
        var selections: [PCRSelection] = []
        for index in 0..<16 {
            let hash = HashAlgorithm(rawValue: try read.integer())
            let size: UInt8 = try read.integer()
            let select = try read.bytes(4)
            try read.skip(1)
            guard index < count else { continue }
            guard size <= 4 else { throw malformed("a selection of \(size) octets") }
            selections.append(PCRSelection(hash: hash, select: Array(select.prefix(Int(size)))))
        }
        return selections
    }

    private static func digests(_ read: inout WireReader) throws -> [[UInt8]] {
        let count: UInt32 = try read.integer()
        guard count <= 8 else { throw malformed("\(count) digests in a list of eight") }
        var digests: [[UInt8]] = []
        for index in 0..<8 {
            let size: UInt16 = try read.integer()
            let buffer = try read.bytes(64)
            guard index < count else { continue }
            guard size <= 64 else { throw malformed("a digest of \(size) octets") }
            digests.append(Array(buffer.prefix(Int(size))))
        }
        return digests
    }

    private init(values: [[UInt8]], of selections: [PCRSelection]) throws {
        var banks: [HashAlgorithm: [Int: [UInt8]]] = [:]
        var next = values.makeIterator()
        for bank in selections {
            for pcr in bank.pcrs {
                guard let value = next.next() else { throw Self.malformed("fewer values than are selected") }
                guard value.count == bank.hash.digestSize, banks[bank.hash]?[pcr] == nil else {
                    throw Self.malformed("\(bank.hash):\(pcr) has another size, or occurs twice")
                }
                banks[bank.hash, default: [:]][pcr] = value
            }
        }
        guard next.next() == nil else { throw Self.malformed("more values than are selected") }
        guard !banks.isEmpty else { throw Self.malformed("nothing is selected") }
        self.init(banks: banks)
    }
}
