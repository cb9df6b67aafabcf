internal import Digests

/// One signature of an image, with the key that made it — ets_secure_boot_sig_block of the chip's ROM, as espsecure
/// writes it. 1216 octets, numbers little-endian:
///
/// | offset | RSA-3072 | ECDSA P-256 | ECDSA P-384 |
/// |---|---|---|---|
/// | 0 | E7 02 00 00 | E7 03 00 00 | E7 03 01 00 |
/// | 4 | SHA-256 of the image | SHA-256 of the image | SHA-384 of the image |
/// | 36 (P-384: 52) | n, e, R² mod n, M' | 02, x, y | 03, x, y |
/// | 812, 101, 149 | signature | r, s, then zeros | r, s, then zeros |
/// | 1196 | CRC-32 of what precedes | the same | the same |
/// | 1200 | 16 zeros | 16 zeros | 16 zeros |
public struct ESPSignatureBlock: Hashable, Sendable {
    public var key: ESPPublicKey
    /// The digest of the image, by the scheme's hash.
    public var imageDigest: [UInt8]
    /// Big-endian: the RSA signature, or r ‖ s each padded to the field size.
    public var signature: [UInt8]

    public static let size = 1216
    public static let magic: UInt8 = 0xE7
    /// What the CRC is over.
    static let checkedSize = 1196

    /// The sizes must be the scheme's: ``ESPScheme``.
    public init(key: ESPPublicKey, imageDigest: [UInt8], signature: [UInt8]) {
        self.key = key
        self.imageDigest = imageDigest
        self.signature = signature
    }

    public var scheme: ESPScheme { key.scheme }

    /// The block's octets; a field of another size than the scheme's is cut or filled with zeros.
    public var octets: [UInt8] {
        var octets: [UInt8] = [Self.magic, scheme.version, scheme.hashKind, 0]
        octets += imageDigest.fitted(to: scheme.digestSize)
        octets += key.octets.fitted(to: scheme.keySize)
        let signature = signature.fitted(to: scheme.signatureSize)
        if scheme == .rsa3072 {
            octets += signature.reversed()
        } else {
            octets += signature.prefix(scheme.numberSize).reversed() + signature.suffix(scheme.numberSize).reversed()
        }
        octets = octets.fitted(to: Self.checkedSize)
        let checksum = CRC32.checksum(octets[...])
        octets += (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        return octets.fitted(to: Self.size)
    }
}

extension Array where Element == UInt8 {
    fileprivate func fitted(to size: Int) -> [UInt8] {
        prefix(size) + [UInt8](repeating: 0, count: Swift.max(0, size - count))
    }
}
