package import Crypto

/// A digest that was computed here, with the algorithm that computed it: what is signed or verified when a message is
/// too long to be held. Octets from elsewhere cannot become one.
public struct MessageDigest: Sendable {
    /// The library's own values: it takes nothing else for RSA.
    package enum Value: Sendable {
        case sha256(SHA256.Digest)
        case sha384(SHA384.Digest)
        case sha512(SHA512.Digest)
    }

    package let value: Value

    public var algorithm: HashAlgorithm {
        switch value {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }

    public var octets: [UInt8] {
        switch value {
        case .sha256(let digest): Array(digest)
        case .sha384(let digest): Array(digest)
        case .sha512(let digest): Array(digest)
        }
    }
}
