public import Digests
public import Wire

/// TPMT_SIGNATURE — Part 2, 11.3.4, with TPMU_SIGNATURE as its cases.
public enum Signature: Hashable, Sendable {
    /// TPMS_SIGNATURE_RSASSA: PKCS #1 v1.5
    case rsassa(hash: HashAlgorithm, signature: Buffer)
    case rsapss(hash: HashAlgorithm, signature: Buffer)
    /// TPMS_SIGNATURE_ECDSA
    case ecdsa(hash: HashAlgorithm, r: Buffer, s: Buffer)
    /// TPMT_HA: the digest has no size of its own.
    case hmac(hash: HashAlgorithm, digest: [UInt8])
    case null

    /// The hash that the signature names; nil for none.
    public var hash: HashAlgorithm? {
        switch self {
        case .rsassa(let hash, _), .rsapss(let hash, _), .ecdsa(let hash, _, _), .hmac(let hash, _): hash
        case .null: nil
        }
    }
}

extension Signature: Wire {
    public init(from read: inout WireReader) throws(WireError) {
        let at = read.offset
        switch try read() as Algorithm {
        case .rsassa: self = try .rsassa(hash: read(), signature: read())
        case .rsapss: self = try .rsapss(hash: read(), signature: read())
        case .ecdsa: self = try .ecdsa(hash: read(), r: read(), s: read())
        case .hmac:
            let hash: HashAlgorithm = try read()
            guard let size = hash.digestSize else { throw WireError(.badValue, at: at) }
            self = .hmac(hash: hash, digest: try read.bytes(size))
        case .null: self = .null
        default: throw WireError(.badValue, at: at)
        }
    }

    public func write(to write: inout WireWriter) {
        switch self {
        case .rsassa(let hash, let signature): write(Algorithm.rsassa, hash, signature)
        case .rsapss(let hash, let signature): write(Algorithm.rsapss, hash, signature)
        case .ecdsa(let hash, let r, let s): write(Algorithm.ecdsa, hash, r, s)
        case .hmac(let hash, let digest):
            write(Algorithm.hmac, hash)
            if digest.count != hash.digestSize { write.fail(.badValue) }
            write.append(digest)
        case .null: write(Algorithm.null)
        }
    }
}
