public import Digests

/// The key derivation functions of TPM 2.0.
///
/// Both give a big-endian integer of `bits` bits in ceil(bits / 8) octets: where `bits` is not a multiple of eight, the
/// excess high bits of the first octet are zero.
public enum KeyDerivation {
    /// The most that one call derives. The TPM itself never asks for more than a few digests.
    public static let bitLimit = 8192

    /// KDFa: SP800-108 in counter mode with HMAC — Part 1, 11.4.10.2.
    public static func kdfa(
        _ hash: HashAlgorithm,
        key: [UInt8],
        label: KDFLabel,
        contextU: [UInt8] = [],
        contextV: [UInt8] = [],
        bits: Int
    ) throws(CryptographyError) -> [UInt8] {
        let tail = label.bytes + contextU + contextV + octets(UInt32(clamping: bits))
        return try expand(hash, bits: bits) { counter throws(UnsupportedHash) in
            try hash.hmac(key: key, counter, tail)
        }
    }

    /// KDFe: SP800-56A with a hash, for secrets agreed over an elliptic curve — Part 1, 11.4.10.3.
    ///
    /// - Parameters:
    ///   - z: x-coordinate of the shared point, padded to the size of the curve's field.
    ///   - partyU: x-coordinate of the ephemeral key, padded likewise.
    ///   - partyV: x-coordinate of the recipient's static key, padded likewise.
    public static func kdfe(
        _ hash: HashAlgorithm,
        z: [UInt8],
        label: KDFLabel,
        partyU: [UInt8],
        partyV: [UInt8],
        bits: Int
    ) throws(CryptographyError) -> [UInt8] {
        let tail = label.bytes + partyU + partyV
        return try expand(hash, bits: bits) { counter throws(UnsupportedHash) in
            try hash.digest(counter, z, tail)
        }
    }

    /// Concatenates blocks for the counters 1, 2, … until there are enough bits, then masks the excess ones.
    private static func expand(
        _ hash: HashAlgorithm,
        bits: Int,
        _ block: (_ counter: [UInt8]) throws(UnsupportedHash) -> [UInt8]
    ) throws(CryptographyError) -> [UInt8] {
        guard bits >= 0, bits <= bitLimit else { throw .tooLong }
        guard hash.isComputable else { throw .unsupportedHash(hash) }
        let size = (bits + 7) / 8
        var result: [UInt8] = []
        var counter: UInt32 = 0
        while result.count < size {
            counter += 1
            do { result += try block(octets(counter)) } catch { throw .unsupportedHash(error.algorithm) }
        }
        result.removeLast(result.count - size)
        if bits % 8 != 0 { result[0] &= (1 << UInt8(bits % 8)) - 1 }
        return result
    }

    private static func octets(_ value: UInt32) -> [UInt8] {
        [UInt8(value >> 24), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }
}
