public import Digests
public import Wire

/// TPMT_KEYEDHASH_SCHEME — Part 2, 11.1.23.
public enum KeyedHashScheme: Hashable, Sendable {
    /// A sealed data object has no scheme.
    case null
    case hmac(HashAlgorithm)
    case xor(HashAlgorithm, kdf: Algorithm)
}

extension KeyedHashScheme: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        switch try read() as Algorithm {
        case .null: self = .null
        case .hmac: self = try .hmac(read())
        case .xor: self = try .xor(read(), kdf: read())
        default: throw WireError(.badValue, at: at)
        }
    }

    public func write(to write: inout WireWriter) {
        switch self {
        case .null: write(Algorithm.null)
        case .hmac(let hash): write(Algorithm.hmac, hash)
        case .xor(let hash, let kdf): write(Algorithm.xor, hash, kdf)
        }
    }
}
