internal import Digests
internal import MCUboot
internal import PKIX

/// The post-quantum signature beside the classical one: Bedplate's extension, see Documentation/decisions.
enum MCUbootHybrid {
    /// What ML-DSA signs: a label, a zero octet, and the SHA-512 of every octet before the signature's own TLV.
    ///
    /// The hash stands in for the image because no library here streams ML-DSA, and because a token should not be sent
    /// a whole image. The label keeps the signature from meaning anything elsewhere.
    static func message(_ digest: [UInt8]) -> [UInt8] { Array("Bedplate MCUboot hybrid v1".utf8) + [0] + digest }

    static let hash = HashAlgorithm.sha512

    /// The entry and the scheme for a key; nil for one that is not ML-DSA-65 or -87.
    static func kind(_ info: PublicKeyInfo) -> (type: MCUbootTLVType, scheme: SignatureScheme, size: Int)? {
        switch info {
        case .mlDSA65: (.mlDSA65, .mlDSA65, 3309)
        case .mlDSA87: (.mlDSA87, .mlDSA87, 4627)
        default: nil
        }
    }

    /// What the fuses of a device that demands both keys hold: one digest over both.
    static func digest(_ algorithm: HashAlgorithm, classical: [UInt8], postQuantum: [UInt8]) -> [UInt8]? {
        try? algorithm.digest(classical, postQuantum)
    }
}
