internal import Digests
internal import HAB
internal import PKIX

/// A CMS signature as HAB takes it: SHA-256, with PKCS#1 v1.5 or ECDSA.
struct HABSignature {
    var data: SignedData

    init?(der: [UInt8]) {
        guard let data = try? SignedData(der: der), data.hash == .sha256 else { return nil }
        self.data = data
    }

    /// Whether the numbers are in range and encoded in DER, and fit the key.
    func isInForm(for key: PublicKeyInfo) -> Bool {
        guard data.scheme == Self.scheme(for: key) else { return false }
        return switch (key, data.scheme) {
        case (.rsa(let modulus, _), .rsaPKCS1): data.signature.count == modulus.count
        case (.ellipticCurve(let curve, _, _), .ecdsa):
            (try? ECDSASignature(der: data.signature))?.isInRange(curve) ?? false
        default: false
        }
    }

    /// How HAB has a key sign; nil for a key of another kind.
    static func scheme(for key: PublicKeyInfo) -> SignatureScheme? {
        guard HABRootKey(key, isAuthority: false) != nil else { return nil }
        return switch key {
        case .rsa: .rsaPKCS1(.sha256)
        case .ellipticCurve: .ecdsa(.sha256)
        default: nil
        }
    }
}
