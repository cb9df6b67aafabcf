public import Digests
public import Wire

/// TPMT_SYM_DEF and TPMT_SYM_DEF_OBJECT — Part 2, 11.1.6 and 11.1.7 (the same octets; XOR only in the first).
public enum SymmetricDefinition: Hashable, Sendable {
    case null
    /// A block cipher, its key size in bits, and its mode.
    case cipher(Algorithm, keyBits: UInt16, mode: Algorithm)
    /// XOR obfuscation with a hash: no confidentiality against who knows the plain text's neighbours.
    case xor(HashAlgorithm)

    public static let aes128CFB = SymmetricDefinition.cipher(.aes, keyBits: 128, mode: .cfb)
    public static let aes256CFB = SymmetricDefinition.cipher(.aes, keyBits: 256, mode: .cfb)
}

extension SymmetricDefinition: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        let algorithm: Algorithm = try read()
        switch algorithm {
        case .null: self = .null
        case .xor: self = try .xor(read())
        case .aes, .sm4, .camellia: self = try .cipher(algorithm, keyBits: read(), mode: read())
        default: throw WireError(.badValue, at: at)
        }
    }

    public func write(to write: inout WireWriter) {
        switch self {
        case .null: write(Algorithm.null)
        case .cipher(let algorithm, let keyBits, let mode): write(algorithm, keyBits, mode)
        case .xor(let hash): write(Algorithm.xor, hash)
        }
    }
}
