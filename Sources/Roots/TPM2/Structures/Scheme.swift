public import Digests
public import Wire

/// TPMT_RSA_SCHEME, TPMT_ECC_SCHEME, TPMT_SIG_SCHEME, TPMT_KDF_SCHEME — Part 2, 11.2: an algorithm and its details.
public enum Scheme: Hashable, Sendable {
    case null
    /// TPMS_SCHEME_HASH: RSASSA, RSAPSS, OAEP, ECDSA, ECDH, SM2, ECSCHNORR, ECMQV, HMAC, MGF1 and the KDFs.
    case hash(Algorithm, HashAlgorithm)
    /// RSAES: no details.
    case rsaes
    /// TPMS_SCHEME_ECDAA
    case ecdaa(HashAlgorithm, count: UInt16)

    /// The hash that the scheme names, if it names one.
    public var hash: HashAlgorithm? {
        switch self {
        case .null, .rsaes: nil
        case .hash(_, let hash), .ecdaa(let hash, _): hash
        }
    }
}

extension Scheme: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        let algorithm: Algorithm = try read()
        switch algorithm {
        case .null: self = .null
        case .rsaes: self = .rsaes
        case .ecdaa: self = try .ecdaa(read(), count: read())
        case .rsassa, .rsapss, .oaep, .ecdsa, .ecdh, .sm2, .ecschnorr, .ecmqv, .hmac, .mgf1, .kdf1SP80056A, .kdf2,
            .kdf1SP800108:
            self = try .hash(algorithm, read())
        default: throw WireError(.badValue, at: at)
        }
    }

    public func write(to write: inout WireWriter) {
        switch self {
        case .null: write(Algorithm.null)
        case .hash(let algorithm, let hash): write(algorithm, hash)
        case .rsaes: write(Algorithm.rsaes)
        case .ecdaa(let hash, let count): write(Algorithm.ecdaa, hash, count)
        }
    }
}
