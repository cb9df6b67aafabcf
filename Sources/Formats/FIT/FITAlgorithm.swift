public import Digests
public import PKIX

/// A signature's `algo`, such as `sha256,rsa2048` — U-Boot, doc/usage/fit/signature.rst.
///
/// SHA-1 has no spelling here: it is neither signed with nor accepted.
public struct FITAlgorithm: Hashable, Sendable {
    public enum Key: String, Sendable, CaseIterable {
        case rsa2048, rsa3072, rsa4096, ecdsa256, ecdsa384
    }

    public var hash: HashAlgorithm
    public var key: Key

    public init(hash: HashAlgorithm, key: Key) {
        self.hash = hash
        self.key = key
    }

    /// Nil for whatever is not exactly such a name.
    public init?(_ text: String) {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let hash = HashAlgorithm(named: String(parts[0])), hash.isAccepted,
            let key = Key(rawValue: String(parts[1]))
        else { return nil }
        self.init(hash: hash, key: key)
    }

    /// The algorithm of a key; nil for one that FITs do not know.
    public init?(hash: HashAlgorithm, _ publicKey: PublicKeyInfo) {
        switch publicKey {
        case .rsa(let modulus, _):
            guard let first = modulus.first, first & 0x80 != 0 else { return nil }
            guard let key = Key(rawValue: "rsa\(modulus.count * 8)") else { return nil }
            self.init(hash: hash, key: key)
        case .ellipticCurve(.p256, _, _): self.init(hash: hash, key: .ecdsa256)
        case .ellipticCurve(.p384, _, _): self.init(hash: hash, key: .ecdsa384)
        default: return nil
        }
        guard hash.isAccepted else { return nil }
    }

    public var isRSA: Bool {
        switch key {
        case .rsa2048, .rsa3072, .rsa4096: true
        case .ecdsa256, .ecdsa384: false
        }
    }

    /// Octets of a signature.
    public var signatureSize: Int {
        switch key {
        case .rsa2048: 256
        case .rsa3072: 384
        case .rsa4096: 512
        case .ecdsa256: 64
        case .ecdsa384: 96
        }
    }

    /// The scheme, with the padding that an RSA signature has.
    public func scheme(_ padding: FITPadding) -> SignatureScheme {
        guard isRSA else { return .ecdsaRaw(hash) }
        return padding == .pss ? .rsaPSS(hash) : .rsaPKCS1(hash)
    }
}

extension FITAlgorithm: CustomStringConvertible {
    public var description: String { "\(hash),\(key.rawValue)" }
}
