internal import Digests

/// EMSA-PSS-VERIFY — RFC 8017, 9.1.2, for moduli of whole octets.
enum PSSEncoding {
    /// Whether `encoded` is the digest's encoding with the longest salt that there is room for: one octet of padding.
    static func isLongestSalted(_ encoded: [UInt8], _ digest: MessageDigest, _ hash: HashAlgorithm) -> Bool {
        guard digest.algorithm == hash, let size = hash.digestSize, encoded.count > 2 * size + 2, encoded.last == 0xBC,
            let top = encoded.first, top & 0x80 == 0
        else { return false }
        let block = encoded.dropLast(size + 1)
        let inner = Array(encoded[block.count..<encoded.count - 1])
        guard let mask = mask(inner, block.count, hash) else { return false }
        var unmasked = zip(block, mask).map { $0 ^ $1 }
        unmasked[0] &= 0x7F
        guard unmasked[0] == 0x01 else { return false }
        let salt = Array(unmasked.dropFirst())
        return (try? hash.digest([UInt8](repeating: 0, count: 8), digest.octets, salt)) == inner
    }

    /// MGF1 — RFC 8017, B.2.1.
    private static func mask(_ seed: [UInt8], _ count: Int, _ hash: HashAlgorithm) -> [UInt8]? {
        var mask: [UInt8] = []
        var counter: UInt8 = 0
        while mask.count < count {
            guard let part = try? hash.digest(seed, [0, 0, 0, counter]) else { return nil }
            mask += part
            counter += 1
        }
        return Array(mask.prefix(count))
    }
}
