public import Wire

/// A hash algorithm by its TPM_ALG_ID — TCG Algorithm Registry, Table 3.
///
/// Open: an identifier that is not known here survives a round trip; it has no ``digestSize`` and cannot be computed.
public struct HashAlgorithm: RawRepresentable, Hashable, Sendable, Wire {
    public var rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let sha1 = HashAlgorithm(rawValue: 0x0004)
    public static let sha256 = HashAlgorithm(rawValue: 0x000B)
    public static let sha384 = HashAlgorithm(rawValue: 0x000C)
    public static let sha512 = HashAlgorithm(rawValue: 0x000D)
    public static let sm3_256 = HashAlgorithm(rawValue: 0x0012)
    public static let sha3_256 = HashAlgorithm(rawValue: 0x0027)
    public static let sha3_384 = HashAlgorithm(rawValue: 0x0028)
    public static let sha3_512 = HashAlgorithm(rawValue: 0x0029)

    /// Every algorithm whose digest can be computed here.
    public static let computable: [HashAlgorithm] = [.sha1, .sha256, .sha384, .sha512]

    /// What evidence, and a Name that evidence is about, may rest on: no collisions are known, and the digests are long
    /// enough. SHA-1 is not among them; where a policy allows it, that is said by name.
    public static let accepted: [HashAlgorithm] = [.sha256, .sha384, .sha512]

    public var isAccepted: Bool { Self.accepted.contains(self) }

    /// Octets of a digest, or nil for an algorithm that is not known here.
    public var digestSize: Int? {
        switch self {
        case .sha1: 20
        case .sha256, .sm3_256, .sha3_256: 32
        case .sha384, .sha3_384: 48
        case .sha512, .sha3_512: 64
        default: nil
        }
    }

    /// Octets of the hash's block, as HMAC needs it; nil unless ``computable``.
    public var blockSize: Int? {
        switch self {
        case .sha1, .sha256: 64
        case .sha384, .sha512: 128
        default: nil
        }
    }

    public var isComputable: Bool { blockSize != nil }
}

extension HashAlgorithm: CustomStringConvertible {
    /// The name that tpm2-tools uses: `sha256`; `0x1234` for one that is not known.
    public var description: String {
        switch self {
        case .sha1: "sha1"
        case .sha256: "sha256"
        case .sha384: "sha384"
        case .sha512: "sha512"
        case .sm3_256: "sm3_256"
        case .sha3_256: "sha3_256"
        case .sha3_384: "sha3_384"
        case .sha3_512: "sha3_512"
        default: "0x" + Hexadecimal.encode([UInt8(rawValue >> 8), UInt8(rawValue & 0xFF)])
        }
    }

    /// The algorithm that ``description`` names; nil for any other text.
    public init?(named name: String) {
        let known: [HashAlgorithm] = [
            .sha1, .sha256, .sha384, .sha512, .sm3_256, .sha3_256, .sha3_384, .sha3_512,
        ]
        guard let match = known.first(where: { $0.description == name }) else { return nil }
        self = match
    }
}
