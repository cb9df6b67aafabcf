public import Digests
public import Model

extension OctetSource {
    /// The digest of the ranges' octets, one range after another.
    ///
    /// - Throws: ``BedplateError/Code/malformed`` for a range outside, or a hash that is not SHA-256, -384 or -512.
    public func digest(_ algorithm: HashAlgorithm, of ranges: [Range<Int>]) throws(BedplateError) -> MessageDigest {
        var hasher: MessageHasher
        do { hasher = try MessageHasher(algorithm) } catch {
            throw BedplateError(.malformed, "\(algorithm) is no hash of a boot image")
        }
        for range in ranges {
            try forEachChunk(in: range) { (chunk) throws(BedplateError) in hasher.update(chunk) }
        }
        return hasher.finalize()
    }

    public func digest(_ algorithm: HashAlgorithm) throws(BedplateError) -> MessageDigest {
        try digest(algorithm, of: [0..<count])
    }
}
