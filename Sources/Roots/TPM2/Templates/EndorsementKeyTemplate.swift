public import Digests

/// The templates of the TCG EK Credential Profile (level 0, version 2.5, Annex B): a manufacturer certified the key
/// that the endorsement seed and one of these yield.
public enum EndorsementKeyTemplate: String, CaseIterable, Sendable {
    /// L-1: RSA 2048, SHA-256, AES-128.
    case l1
    /// L-2: P-256, SHA-256, AES-128.
    case l2
    /// H-1: RSA 2048.
    case h1
    /// H-2: P-256.
    case h2
    /// H-3: P-384, SHA-384, AES-256.
    case h3
    /// H-4: P-521, SHA-512, AES-256.
    case h4
    /// H-6: RSA 3072, SHA-384, AES-256.
    case h6

    /// The NV index where the manufacturer puts the certificate — 2.2.1.4 and 2.2.1.5.
    public var certificateIndex: Handle {
        switch self {
        case .l1: .nvIndex(0xC0_0002)
        case .l2: .nvIndex(0xC0_000A)
        case .h1: .nvIndex(0xC0_0012)
        case .h2: .nvIndex(0xC0_0014)
        case .h3: .nvIndex(0xC0_0016)
        case .h4: .nvIndex(0xC0_0018)
        case .h6: .nvIndex(0xC0_001C)
        }
    }

    public var nameAlg: HashAlgorithm {
        switch self {
        case .l1, .l2, .h1, .h2: .sha256
        case .h3, .h6: .sha384
        case .h4: .sha512
        }
    }

    /// The low range has fixed unique values and demands the policy for every use; the high range also allows the
    /// (empty) authorization value.
    public var isLowRange: Bool { self == .l1 || self == .l2 }

    /// PolicyA: authorization of the endorsement hierarchy.
    public static let policyA = Policy([.secret(.endorsement)])

    /// The key's policy: PolicyA, or in the high range one of PolicyA and what the platform's NV index holds (PolicyC).
    public func authPolicy() throws -> [UInt8] {
        if isLowRange { return try Self.policyA.digest(nameAlg) }
        return try Policy([.or([Self.policyA.digest(nameAlg), policyC().digest(nameAlg)])]).digest(nameAlg)
    }

    /// The policy to satisfy for use by way of PolicyA.
    public func policy() throws -> Policy {
        if isLowRange { return Self.policyA }
        let branches = [try Self.policyA.digest(nameAlg), try policyC().digest(nameAlg)]
        return Policy(Self.policyA.assertions + [.or(branches)])
    }

    /// PolicyAuthorizeNV of an index that the platform defines, with its attributes — Annex B.6.2.
    private func policyC() throws -> Policy {
        let (index, size): (UInt32, UInt16) =
            switch nameAlg {
            case .sha256: (0xC0_7F01, 34)
            case .sha384: (0xC0_7F02, 50)
            default: (0xC0_7F03, 66)
            }
        let area = NVPublic(
            nvIndex: .nvIndex(index),
            nameAlg: nameAlg,
            attributes: NVAttributes(rawValue: 0x220F_1008),
            authPolicy: Buffer(try Self.policyA.digest(nameAlg)),
            dataSize: size
        )
        return Policy([.authorizeNV(indexName: try area.name())])
    }

    /// The TPMT_PUBLIC for TPM2_CreatePrimary in the endorsement hierarchy.
    public func template() throws -> Public {
        var attributes: ObjectAttributes = [
            .fixedTPM, .fixedParent, .sensitiveDataOrigin, .adminWithPolicy, .restricted, .decrypt,
        ]
        if !isLowRange { attributes.insert(.userWithAuth) }
        return Public(
            nameAlg: nameAlg,
            objectAttributes: attributes,
            authPolicy: Buffer(try authPolicy()),
            key: key
        )
    }

    private var key: PublicKey {
        let zeros = { (count: Int) in Buffer([UInt8](repeating: 0, count: count)) }
        let symmetric: SymmetricDefinition = nameAlg == .sha256 ? .aes128CFB : .aes256CFB
        return switch self {
        case .l1: .storageRSA(2048, symmetric, unique: zeros(256))
        case .h1: .storageRSA(2048, symmetric)
        case .h6: .storageRSA(3072, symmetric)
        case .l2: .storageECC(.nistP256, symmetric, unique: ECCPoint(x: zeros(32), y: zeros(32)))
        case .h2: .storageECC(.nistP256, symmetric)
        case .h3: .storageECC(.nistP384, symmetric)
        case .h4: .storageECC(.nistP521, symmetric)
        }
    }
}
