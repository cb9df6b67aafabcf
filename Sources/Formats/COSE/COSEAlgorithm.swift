public import Digests

/// A signature algorithm that is accepted, by its number in the IANA registry "COSE Algorithms".
public enum COSEAlgorithm: Int64, CaseIterable, Sendable {
    case es256 = -7
    case edDSA = -8
    case esp256 = -9
    case ed25519 = -19
    case es384 = -35
    case es512 = -36
    case ps256 = -37
    case ps384 = -38
    case ps512 = -39
    case mlDSA65 = -49
    case mlDSA87 = -50
    case esp384 = -51
    case esp512 = -52

    /// ECDSA signatures are r ‖ s — RFC 9053, 2.1. EdDSA is Ed25519 here: no other curve is known.
    public var scheme: SignatureScheme {
        switch self {
        case .es256, .esp256: .ecdsaRaw(.sha256)
        case .es384, .esp384: .ecdsaRaw(.sha384)
        case .es512, .esp512: .ecdsaRaw(.sha512)
        case .ps256: .rsaPSS(.sha256)
        case .ps384: .rsaPSS(.sha384)
        case .ps512: .rsaPSS(.sha512)
        case .edDSA, .ed25519: .ed25519
        case .mlDSA65: .mlDSA65
        case .mlDSA87: .mlDSA87
        }
    }
}
