public import Digests
public import PKIX

/// How an image is signed for Secure Boot v2. A chip knows one scheme, so an image has one.
public enum ESPScheme: String, Hashable, Sendable, CaseIterable {
    /// RSA-3072, PSS with SHA-256 and a salt of 32 octets: block version 2.
    case rsa3072 = "rsa3072-pss-sha256"
    /// Block version 3.
    case ecdsaP256 = "ecdsa-p256-sha256"
    /// Block version 3 in its longer layout: chips whose eFuses select SHA-384.
    case ecdsaP384 = "ecdsa-p384-sha384"

    /// The hash over the image. The digest of a *key* is SHA-256 in every scheme.
    public var hash: HashAlgorithm { self == .ecdsaP384 ? .sha384 : .sha256 }

    /// Octets of the image's digest.
    var digestSize: Int { self == .ecdsaP384 ? 48 : 32 }

    /// Octets of a number: modulus, coordinate, r.
    var numberSize: Int {
        switch self {
        case .rsa3072: 384
        case .ecdsaP256: 32
        case .ecdsaP384: 48
        }
    }

    /// Octets of the key's part of a block.
    var keySize: Int { self == .rsa3072 ? 384 + 4 + 384 + 4 : 1 + 2 * numberSize }

    /// Octets of a signature.
    var signatureSize: Int { self == .rsa3072 ? 384 : 2 * numberSize }

    var version: UInt8 { self == .rsa3072 ? 2 : 3 }

    /// The octet that names the hash; RSA blocks have a reserved zero there.
    var hashKind: UInt8 { self == .ecdsaP384 ? 1 : 0 }

    /// The octet that names the curve; nil for RSA.
    var curve: UInt8? {
        switch self {
        case .rsa3072: nil
        case .ecdsaP256: 2
        case .ecdsaP384: 3
        }
    }

    /// Nil for RSA.
    public var ellipticCurve: EllipticCurve? {
        switch self {
        case .rsa3072: nil
        case .ecdsaP256: .p256
        case .ecdsaP384: .p384
        }
    }
}
