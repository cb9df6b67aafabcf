public import Digests
public import Model

/// Passes octets on, and knows the digest of all that passed: the image that leaves is read by nobody once more.
public struct HashingSink<Base: OctetSink>: OctetSink {
    public private(set) var base: Base
    /// Octets that were written so far.
    public private(set) var count = 0
    private var hasher: MessageHasher

    public init(_ base: Base, _ algorithm: HashAlgorithm = .sha256) throws {
        self.base = base
        hasher = try MessageHasher(algorithm)
    }

    public mutating func write(_ octets: [UInt8]) throws(BedplateError) {
        hasher.update(octets)
        count += octets.count
        try base.write(octets)
    }

    /// Of everything that was written so far.
    public var digest: MessageDigest { hasher.finalize() }
}
