internal import Crypto

/// Hashes a message that comes in parts.
public struct MessageHasher: Sendable {
    private enum State: Sendable {
        case sha256(SHA256)
        case sha384(SHA384)
        case sha512(SHA512)
    }

    private var state: State

    /// - Throws: for what is neither SHA-256, SHA-384 nor SHA-512.
    public init(_ algorithm: HashAlgorithm) throws(UnsupportedHash) {
        switch algorithm {
        case .sha256: state = .sha256(SHA256())
        case .sha384: state = .sha384(SHA384())
        case .sha512: state = .sha512(SHA512())
        default: throw UnsupportedHash(algorithm)
        }
    }

    public mutating func update(_ part: [UInt8]) { update(part[...]) }

    public mutating func update(_ part: ArraySlice<UInt8>) {
        switch state {
        case .sha256(var hasher):
            hasher.update(data: part)
            state = .sha256(hasher)
        case .sha384(var hasher):
            hasher.update(data: part)
            state = .sha384(hasher)
        case .sha512(var hasher):
            hasher.update(data: part)
            state = .sha512(hasher)
        }
    }

    /// The digest of everything so far.
    public func finalize() -> MessageDigest {
        switch state {
        case .sha256(let hasher): MessageDigest(value: .sha256(hasher.finalize()))
        case .sha384(let hasher): MessageDigest(value: .sha384(hasher.finalize()))
        case .sha512(let hasher): MessageDigest(value: .sha512(hasher.finalize()))
        }
    }
}
