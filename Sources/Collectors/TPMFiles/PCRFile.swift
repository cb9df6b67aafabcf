public import Digests
internal import Model
public import TPM2
internal import Wire

/// PCR values as tools write them to files. Nothing here is evidence: only a quote's digest makes values believable.
public struct PCRFile: Hashable, Sendable {
    /// By bank and index; never empty.
    public var banks: [HashAlgorithm: [Int: [UInt8]]]

    /// The forms that are read.
    public enum Format: String, Sendable, CaseIterable {
        /// `tpm2_quote -o FILE` (`-F serialized`): C structures of a little-endian machine.
        case serialized
        /// What `tpm2_pcrread` prints.
        case yaml
        /// `tpm2_quote -o FILE -F values`, `tpm2_pcrread -o FILE`: the values alone, in the selection's order.
        case values
    }

    /// The most octets of a file: 16 banks of 24 values in the widest form fit many times.
    public static let sizeLimit = 1 << 20

    public init(banks: [HashAlgorithm: [Int: [UInt8]]]) { self.banks = banks }

    /// Reads any of the forms, and says which it was.
    ///
    /// - Parameter selection: the signed selection of the quote, which alone says what plain values are; nil refuses
    ///   plain values.
    /// - Throws: ``BedplateError`` with code `malformed`.
    public static func read(_ bytes: [UInt8], selection: [PCRSelection]?) throws -> (PCRFile, Format) {
        guard bytes.count <= sizeLimit else { throw malformed("\(bytes.count) octets exceed \(sizeLimit)") }
        // The serialized form has one of few sizes, begins with a small count, and nothing else is made like it.
        if let file = try? PCRFile(serialized: bytes) { return (file, .serialized) }
        if let selection, bytes.count == size(of: selection) {
            return (try PCRFile(values: bytes, selection: selection), .values)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if text.unicodeScalars.allSatisfy({ $0.value == 0x0A || $0.value == 0x0D || (0x20..<0x7F).contains($0.value) })
        {
            return (try PCRFile(yaml: text), .yaml)
        }
        throw malformed(
            "the PCR values are in no form that is known, or not those of the quote's selection",
            hint: "known are tpm2_quote -o in its forms serialized and values, tpm2_pcrread's output, and a directory "
                + "such as /sys/class/tpm/tpm0/pcr-sha256"
        )
    }

    // MARK: Values alone

    /// The values of the selection, one after another, banks in its order.
    public init(values bytes: [UInt8], selection: [PCRSelection]) throws {
        var banks: [HashAlgorithm: [Int: [UInt8]]] = [:]
        var read = WireReader(bytes.span)
        for bank in selection {
            guard let size = bank.hash.digestSize else { throw Self.malformed("unknown bank \(bank.hash)") }
            for pcr in bank.pcrs {
                guard banks[bank.hash]?[pcr] == nil else { throw Self.malformed("\(bank.hash):\(pcr) occurs twice") }
                banks[bank.hash, default: [:]][pcr] = try read.bytes(size)
            }
        }
        try read.finish()
        guard !banks.isEmpty else { throw Self.malformed("the selection is empty") }
        self.init(banks: banks)
    }

    private static func size(of selection: [PCRSelection]) -> Int? {
        let size = selection.reduce(0) { $0 + $1.pcrs.count * ($1.hash.digestSize ?? 0) }
        return size == 0 ? nil : size
    }

    static func malformed(_ reason: String, hint: String? = nil) -> BedplateError {
        BedplateError(.malformed, reason, hint: hint, location: "PCR values")
    }
}
