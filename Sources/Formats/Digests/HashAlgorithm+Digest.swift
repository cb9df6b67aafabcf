internal import Crypto

/// The algorithm's digest was asked for and swift-crypto does not compute it.
public struct UnsupportedHash: Error, Hashable, Sendable {
    public var algorithm: HashAlgorithm
    public init(_ algorithm: HashAlgorithm) { self.algorithm = algorithm }
}

extension HashAlgorithm {
    /// The digest of the parts, one after another.
    public func digest(_ parts: [UInt8]...) throws(UnsupportedHash) -> [UInt8] { try digest(parts: parts) }

    /// The same of as many parts as there are.
    public func digest(parts: [[UInt8]]) throws(UnsupportedHash) -> [UInt8] {
        switch self {
        case .sha1: hash(Insecure.SHA1.self, parts)
        case .sha256: hash(SHA256.self, parts)
        case .sha384: hash(SHA384.self, parts)
        case .sha512: hash(SHA512.self, parts)
        default: throw UnsupportedHash(self)
        }
    }

    /// HMAC (FIPS 198-1) of the parts, one after another, with a key of any length.
    public func hmac(key: [UInt8], _ parts: [UInt8]...) throws(UnsupportedHash) -> [UInt8] {
        switch self {
        case .sha1: authenticate(Insecure.SHA1.self, key, parts)
        case .sha256: authenticate(SHA256.self, key, parts)
        case .sha384: authenticate(SHA384.self, key, parts)
        case .sha512: authenticate(SHA512.self, key, parts)
        default: throw UnsupportedHash(self)
        }
    }

    private func hash<H: HashFunction>(_ type: H.Type, _ parts: [[UInt8]]) -> [UInt8] {
        var hasher = H()
        for part in parts { hasher.update(data: part) }
        return [UInt8](hasher.finalize())
    }

    private func authenticate<H: HashFunction>(_ type: H.Type, _ key: [UInt8], _ parts: [[UInt8]]) -> [UInt8] {
        var hmac = HMAC<H>(key: SymmetricKey(data: key))
        for part in parts { hmac.update(data: part) }
        return [UInt8](hmac.finalize())
    }
}
